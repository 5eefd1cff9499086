'use client'

import type { Geometry } from 'geojson'
import type { ReactNode } from 'react'
import { ComposableMap, useMapContext } from 'react-simple-maps/core'
import { useCountries, useCountryCode, useCountryName } from '@/components/shell/country-names'
import { full, percent, short } from '@/lib/format'
import type { RequestsByCountry } from '@/lib/queries/requests-by-country'
import styles from './charts.module.css'
import { colours, countryColours } from './colours'
import { type CountryShape, countryShapes } from './country-shapes'
import { Legend } from './legend'

/** Lower limits of up to five classes, evenly spaced on a square-root scale so that one large country does not flatten the rest. */
export function classLimits(largest: number): number[] {
  const share = (at: number) => (at / countryColours.length) ** 2
  return [...new Set(countryColours.map((_, at) => Math.max(1, Math.round(largest * share(at)))))]
}

function classText(limit: number, next: number | undefined): string {
  if (next === undefined) return `${short(limit)}+`
  return next - 1 === limit ? short(limit) : `${short(limit)}–${short(next - 1)}`
}

/** A location inside a country: a dot on the map when the country is chosen. */
export interface Spot {
  name: string
  lat: number
  lon: number
  requests: number
  orders: number
  href: string
  isSelected: boolean
}

interface Props {
  rows: RequestsByCountry[]
  hrefOf: (country: string) => string
  /** The country that is looked at more closely. */
  selected?: string
  /** What lies inside it, and is looked at. */
  spots?: Spot[]
  /** What they are. */
  inside?: 'regions' | 'cities'
}

const [width, height] = [940, 432]
const dotRadius = 4.5
const [minSpot, maxSpot] = [5, 15]
const maxZoom = 24
const margin = 40
// What hardly anything comes from does not make all else small.
const leastShare = 0.01

const outlines = new WeakMap<CountryShape, string>()

/** A country's outline, of which every map has the same: to the hundredth of a pixel, drawn once. */
function outlineOf(shape: CountryShape, path: (shape: CountryShape) => string | null): string {
  let outline = outlines.get(shape)
  if (outline === undefined) {
    outline = (path(shape) ?? '').replace(/(\.\d\d)\d+/g, '$1')
    outlines.set(shape, outline)
  }
  return outline
}

type Point = [x: number, y: number]
type Box = [from: Point, to: Point]

/** How much the map is enlarged and moved so that a box fills it. */
function zoomTo([[x0, y0], [x1, y1]]: Box) {
  const scale = Math.min(
    maxZoom,
    (width - 2 * margin) / Math.max(1, x1 - x0),
    (height - 2 * margin) / Math.max(1, y1 - y0),
  )
  const x = width / 2 - (scale * (x0 + x1)) / 2
  const y = height / 2 - (scale * (y0 + y1)) / 2
  return { scale, x, y }
}

function boxOf(points: readonly Point[], around = 0): Box {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)]
  return [
    [Math.min(...xs) - around, Math.min(...ys) - around],
    [Math.max(...xs) + around, Math.max(...ys) + around],
  ]
}

const areaOf = ([[x0, y0], [x1, y1]]: Box) => (x1 - x0) * (y1 - y0)

/** The largest part of a country, without what lies overseas. */
function mainlandOf(geometry: Geometry, project: (at: Point) => Point | null): Box | null {
  const polygons =
    geometry.type === 'MultiPolygon'
      ? geometry.coordinates
      : geometry.type === 'Polygon'
        ? [geometry.coordinates]
        : []
  const boxes = polygons.map((rings) =>
    boxOf(
      rings
        .flat()
        .flatMap(([lon = 0, lat = 0]) => [project([lon, lat])].filter((at) => at !== null)),
    ),
  )
  return boxes.sort((a, b) => areaOf(b) - areaOf(a))[0] ?? null
}

const levelOf = (requests: number, steps: number[]) =>
  countryColours[steps.filter((limit) => requests >= limit).length - 1] ?? colours.noRequests
const rounded = (px: number) => Number(px.toFixed(1))

function MapLink(props: { text: string; href: string; isCurrent: boolean; children: ReactNode }) {
  const { text, href, isCurrent, children } = props
  return (
    <a href={href} aria-label={text} aria-current={isCurrent || undefined}>
      <title>{text}</title>
      {children}
    </a>
  )
}

function Shapes({
  rows,
  hrefOf,
  steps,
  selected,
  spots = [],
  inside,
}: Props & { steps: number[] }) {
  const { path, projection } = useMapContext()
  const countryName = useCountryName()
  const countryCode = useCountryCode()
  const { centres } = useCountries()
  const byCode = new Map(rows.map((row) => [row.country, row]))
  const placed = spots.flatMap((spot) => {
    const at = projection([spot.lon, spot.lat])
    return at ? [{ ...spot, at }] : []
  })

  function zoom() {
    if (selected === undefined) return { scale: 1, x: 0, y: 0 }
    const shape = countryShapes.find(({ id }) => countryCode(String(id)) === selected)
    const [lon, lat] = centres[selected] ?? []
    const centre = lon === undefined || lat === undefined ? null : projection([lon, lat])
    const own = centre
      ? boxOf([centre], dotRadius)
      : shape
        ? mainlandOf(shape.geometry, projection)
        : null
    const all = placed.reduce((sum, { requests }) => sum + requests, 0)
    const busy = placed.flatMap(({ at, requests }) => (requests >= leastShare * all ? [at] : []))
    if (inside === 'cities' && busy.length > 0) return zoomTo(boxOf(busy, 2))
    if (!own && busy.length === 0) return { scale: 1, x: 0, y: 0 }
    return zoomTo(boxOf([...(own ?? []), ...busy], own ? 2 : 20))
  }

  const { scale, x, y } = zoom()
  const isClose = selected !== undefined
  const linkOf = (row: RequestsByCountry, code: string, mark: (fill: string) => ReactNode) => (
    <MapLink
      key={code}
      href={hrefOf(code)}
      text={`${countryName(code)}: ${full(row.requests)} requests, ${full(row.orders)} orders`}
      isCurrent={selected === code}
    >
      {mark(isClose ? colours.chosen : levelOf(row.requests, steps))}
    </MapLink>
  )
  const countries = countryShapes.map((shape) => {
    const code = countryCode(String(shape.id))
    const row = code === undefined || code in centres ? undefined : byCode.get(code)
    const d = outlineOf(shape, path)
    return code && row ? (
      linkOf(row, code, (fill) => <path d={d} fill={fill} />)
    ) : (
      <path key={`${shape.id} ${shape.properties.name}`} d={d} fill={colours.noRequests} />
    )
  })
  const onMap = ([px, py]: [number, number]) => ({
    cx: rounded(px * scale + x),
    cy: rounded(py * scale + y),
  })
  // Last, so that they lie on their neighbours.
  const dots = rows.flatMap((row) => {
    const { country } = row
    const [lon, lat] = (country && centres[country]) || []
    const at = lon === undefined || lat === undefined ? null : projection([lon, lat])
    if (!country || !at) return []
    return [
      linkOf(row, country, (fill) => (
        <circle {...onMap(at)} r={isClose ? maxSpot : dotRadius} fill={fill} />
      )),
    ]
  })
  const largest = Math.max(1, ...placed.map(({ requests }) => requests))
  const marks = placed.map(({ name, at, requests, orders, href, isSelected }) => (
    <MapLink
      key={name}
      href={href}
      text={`${name}: ${full(requests)} requests, ${full(orders)} orders`}
      isCurrent={isSelected}
    >
      <circle
        {...onMap(at)}
        r={rounded(minSpot + (maxSpot - minSpot) * Math.sqrt(requests / largest))}
        fill={levelOf(requests, steps)}
      />
    </MapLink>
  ))
  const transform = isClose
    ? `translate(${rounded(x)} ${rounded(y)}) scale(${scale.toFixed(3)})`
    : undefined
  return (
    <>
      <g transform={transform}>{countries}</g>
      {dots}
      {marks}
    </>
  )
}

const drawnIds = new Set(countryShapes.map(({ id }) => String(id)))

/** Requests by country, as a map; of a chosen country what lies inside it. */
export function WorldMap(props: Props) {
  const { rows, selected, spots = [], inside = 'regions' } = props
  const countryName = useCountryName()
  const { codes, centres } = useCountries()
  const drawn = new Set(Object.keys(codes).flatMap((id) => (drawnIds.has(id) ? codes[id] : [])))
  const isDrawn = (country: string) => country in centres || drawn.has(country)
  const placed = rows.filter(({ country }) => country)
  const total = rows.reduce((sum, { requests }) => sum + requests, 0)
  const unknown = total - placed.reduce((sum, { requests }) => sum + requests, 0)
  const counted = selected === undefined ? placed : spots
  const largest = Math.max(0, ...counted.map(({ requests }) => requests))
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
          projectionConfig={{ scale: 172, center: [0, 5] }}
          width={width}
          height={height}
        >
          <Shapes {...props} rows={placed} steps={steps} />
        </ComposableMap>
      </div>
      <Legend
        items={[
          ...steps.map((limit, at) => ({
            name: classText(limit, steps[at + 1]),
            colour: countryColours[at],
          })),
          selected === undefined && {
            name: 'none',
            colour: colours.noRequests,
            shape: 'outlined',
          },
          selected === undefined
            ? { name: countries + unplaced }
            : { name: spots.length > 0 ? `dots: ${inside}` : `no coordinates of its ${inside}` },
          undrawn.length > 0 && {
            name: `not on the map: ${undrawn.map(({ country }) => countryName(country ?? '')).join(', ')}`,
          },
        ]}
      />
    </>
  )
}
