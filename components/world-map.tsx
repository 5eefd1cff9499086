'use client'

import type { FeatureCollection, Geometry } from 'geojson'
import { ComposableMap, useMapContext } from 'react-simple-maps/core'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import topology from 'world-atlas/countries-110m.json'
import { codeOfNumeric } from '@/lib/countries'
import { full, percent, short } from '@/lib/format'
import type { RequestsByCountry } from '@/lib/queries/requests-by-country'
import { useCountryName } from './country-names'

// The import's type is that of its text; the file is a topology with this one collection.
const atlas = topology as unknown as Topology<{ countries: GeometryCollection<{ name: string }> }>
const antarctica = '010'
const world = feature(atlas, atlas.objects.countries) as FeatureCollection<
  Geometry,
  { name: string }
>
const shapes = world.features.filter(({ id }) => id !== antarctica)
const classes = ['var(--q1)', 'var(--q2)', 'var(--q3)', 'var(--q4)', 'var(--q5)']

/** Lower limits of five classes, evenly spaced on a square-root scale so that one large country does not flatten the rest. */
export function limits(most: number): number[] {
  const raw = classes.map((_, at) => Math.max(1, Math.round(most * (at / classes.length) ** 2)))
  return raw
    .map((limit, at) => Math.max(limit, at === 0 ? 1 : (raw[at - 1] ?? 0) + 1))
    .filter((limit) => limit <= Math.max(1, most))
}

interface Props {
  rows: RequestsByCountry[]
  hrefOf: (country: string) => string
  selected?: string
}

function Shapes({ rows, hrefOf, steps, selected }: Props & { steps: number[] }) {
  const { path } = useMapContext()
  const countryName = useCountryName()
  const byCode = new Map(rows.map((row) => [row.country, row]))
  return shapes.map((shape) => {
    const code = codeOfNumeric.get(String(shape.id))
    const row = code === undefined ? undefined : byCode.get(code)
    const d = path(shape) ?? ''
    if (!code || !row)
      return <path key={`${shape.id} ${shape.properties.name}`} d={d} fill="var(--land)" />
    const level = steps.filter((limit) => row.requests >= limit).length - 1
    const text = `${countryName(code)}: ${full(row.requests)} requests, ${full(row.orders)} orders`
    return (
      <a key={code} href={hrefOf(code)} aria-label={text}>
        <path
          d={d}
          fill={classes[level] ?? 'var(--land)'}
          stroke={selected === code ? 'var(--ink)' : undefined}
        >
          <title>{text}</title>
        </path>
      </a>
    )
  })
}

/** Requests by country, as a map and as the table with the same numbers. */
export function WorldMap({ rows, hrefOf, selected }: Props) {
  const countryName = useCountryName()
  const placed = rows.filter(({ country }) => country)
  const total = rows.reduce((sum, { requests }) => sum + requests, 0)
  const unknown = total - placed.reduce((sum, { requests }) => sum + requests, 0)
  const most = Math.max(0, ...placed.map(({ requests }) => requests))
  const steps = most > 0 ? limits(most) : []
  return (
    <>
      <div className="map">
        <ComposableMap
          projection="geoEqualEarth"
          projectionConfig={{ scale: 172, center: [0, 12] }}
          width={940}
          height={432}
        >
          <Shapes rows={placed} hrefOf={hrefOf} steps={steps} selected={selected} />
        </ComposableMap>
      </div>
      <p className="legend">
        {steps.map((limit, at) => {
          const next = steps[at + 1]
          return (
            <span key={limit}>
              <i style={{ background: classes[at] }} />
              {next === undefined
                ? `${short(limit)}+`
                : next - 1 === limit
                  ? short(limit)
                  : `${short(limit)}–${short(next - 1)}`}
            </span>
          )
        })}
        <span>
          <i style={{ background: 'var(--land)', border: '1px solid var(--line)' }} />
          none
        </span>
        <span>
          {placed.length === 1 ? '1 country' : `${placed.length} countries`}
          {unknown > 0 && ` · ${percent(unknown / Math.max(1, total))} without a known place`}
        </span>
      </p>
      <details className="table small">
        <summary>as a table</summary>
        <div className="scroll">
          <table>
            <caption className="hidden">Requests by country</caption>
            <thead>
              <tr>
                <th>country</th>
                <th className="num">requests</th>
                <th className="num">share</th>
                <th className="num">orders</th>
                <th className="num">failed</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ country, requests, orders, failed }) => (
                <tr key={country ?? 'unknown'}>
                  <td>
                    {country ? (
                      <a href={hrefOf(country)}>{countryName(country)}</a>
                    ) : (
                      'unknown place'
                    )}
                  </td>
                  <td className="num">{full(requests)}</td>
                  <td className="num">{percent(requests / Math.max(1, total))}</td>
                  <td className="num">{full(orders)}</td>
                  <td className="num">{full(failed)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  )
}
