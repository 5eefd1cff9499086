'use client'

import type { FeatureCollection, Geometry } from 'geojson'
import type { ReactNode } from 'react'
import { ComposableMap, useMapContext } from 'react-simple-maps/core'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import topology from 'world-atlas/countries-110m.json'
import { useCountries, useCountryCode, useCountryName } from '@/components/shell/country-names'
import { AsTable } from '@/components/shell/table'
import { full, percent, short } from '@/lib/format'
import type { RequestsByCountry } from '@/lib/queries/requests-by-country'
import styles from './charts.module.css'
import { colours, countryColours } from './colours'
import { Legend } from './legend'

// The import's type is that of its text; the file is a topology with this one collection.
const atlas = topology as unknown as Topology<{ countries: GeometryCollection<{ name: string }> }>
const antarctica = '010'
const world = feature(atlas, atlas.objects.countries) as FeatureCollection<
  Geometry,
  { name: string }
>
const shapes = world.features.filter(({ id }) => id !== antarctica)

/** Lower limits of up to five classes, evenly spaced on a square-root scale so that one large country does not flatten the rest. */
export function classLimits(largest: number): number[] {
  const share = (at: number) => (at / countryColours.length) ** 2
  return [...new Set(countryColours.map((_, at) => Math.max(1, Math.round(largest * share(at)))))]
}

function classText(limit: number, next: number | undefined): string {
  if (next === undefined) return `${short(limit)}+`
  return next - 1 === limit ? short(limit) : `${short(limit)}–${short(next - 1)}`
}

interface Props {
  rows: RequestsByCountry[]
  hrefOf: (country: string) => string
  selected?: string
}

const dotRadius = 4.5

function Shapes({ rows, hrefOf, steps, selected }: Props & { steps: number[] }) {
  const { path, projection } = useMapContext()
  const countryName = useCountryName()
  const countryCode = useCountryCode()
  const { centres } = useCountries()
  const byCode = new Map(rows.map((row) => [row.country, row]))
  const linkOf = (row: RequestsByCountry, code: string, mark: (fill: string) => ReactNode) => {
    const level = steps.filter((limit) => row.requests >= limit).length - 1
    const text = `${countryName(code)}: ${full(row.requests)} requests, ${full(row.orders)} orders`
    return (
      <a
        key={code}
        href={hrefOf(code)}
        aria-label={text}
        aria-current={selected === code || undefined}
      >
        <title>{text}</title>
        {mark(countryColours[level] ?? colours.noRequests)}
      </a>
    )
  }
  const countries = shapes.map((shape) => {
    const code = countryCode(String(shape.id))
    const row = code === undefined || code in centres ? undefined : byCode.get(code)
    const d = path(shape) ?? ''
    return code && row ? (
      linkOf(row, code, (fill) => <path d={d} fill={fill} />)
    ) : (
      <path key={`${shape.id} ${shape.properties.name}`} d={d} fill={colours.noRequests} />
    )
  })
  // Last, so that they lie on their neighbours.
  const dots = rows.flatMap((row) => {
    const { country } = row
    const [lon, lat] = (country && centres[country]) || []
    const at = lon === undefined || lat === undefined ? null : projection([lon, lat])
    if (!country || !at) return []
    const [cx, cy] = at.map((px) => Number(px.toFixed(1)))
    return [linkOf(row, country, (fill) => <circle cx={cx} cy={cy} r={dotRadius} fill={fill} />)]
  })
  return [...countries, ...dots]
}

const drawnIds = new Set(shapes.map(({ id }) => String(id)))

/** Requests by country, as a map and as the table with the same numbers. */
export function WorldMap({ rows, hrefOf, selected }: Props) {
  const countryName = useCountryName()
  const { codes, centres } = useCountries()
  const drawn = new Set(Object.keys(codes).flatMap((id) => (drawnIds.has(id) ? codes[id] : [])))
  const isDrawn = (country: string) => country in centres || drawn.has(country)
  const placed = rows.filter(({ country }) => country)
  const total = rows.reduce((sum, { requests }) => sum + requests, 0)
  const unknown = total - placed.reduce((sum, { requests }) => sum + requests, 0)
  const largest = Math.max(0, ...placed.map(({ requests }) => requests))
  const steps = largest > 0 ? classLimits(largest) : []
  const undrawn = placed.filter(({ country }) => country && !isDrawn(country))
  const unplaced =
    unknown > 0 ? ` · ${percent(unknown / Math.max(1, total))} from an unknown location` : ''
  const countries = placed.length === 1 ? '1 country' : `${placed.length} countries`
  return (
    <>
      <div className={styles.map}>
        <ComposableMap
          projection="geoEqualEarth"
          projectionConfig={{ scale: 172, center: [0, 12] }}
          width={940}
          height={432}
        >
          <Shapes rows={placed} hrefOf={hrefOf} steps={steps} selected={selected} />
        </ComposableMap>
      </div>
      <Legend
        items={[
          ...steps.map((limit, at) => ({
            name: classText(limit, steps[at + 1]),
            colour: countryColours[at],
          })),
          { name: 'none', colour: colours.noRequests, shape: 'outlined' },
          { name: countries + unplaced },
          undrawn.length > 0 && {
            name: `not on the map: ${undrawn.map(({ country }) => countryName(country ?? '')).join(', ')}`,
          },
        ]}
      />
      <AsTable
        caption="Requests by country"
        rows={rows}
        keyOf={({ country }) => country ?? 'unknown'}
        texts={{
          country: ({ country }) =>
            country ? <a href={hrefOf(country)}>{countryName(country)}</a> : 'unknown location',
        }}
        numbers={{
          requests: ({ requests }) => full(requests),
          share: ({ requests }) => percent(requests / Math.max(1, total)),
          orders: ({ orders }) => full(orders),
          failed: ({ failed }) => full(failed),
        }}
      />
    </>
  )
}
