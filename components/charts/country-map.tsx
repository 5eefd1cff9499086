import type { Geometry } from 'geojson'
import type { ReactNode } from 'react'
import { ComposableMap, useMapContext } from 'react-simple-maps/core'
import { countryCentres as centres, countryCodes } from '@/lib/countries'
import { full } from '@/lib/format'
import type { RequestsByCountry } from '@/lib/queries/requests-by-country'
import { colours } from './colours'
import { type CountryShape, countryShapes } from './country-shapes'
import { dotRadius, frame } from './map-frame'
import { CountryLink, levelOf, MapLink } from './map-link'

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
  /** Of countries that are known. */
  rows: RequestsByCountry[]
  hrefOf: (country: string) => string
  /** The country that is looked at more closely. */
  selected: string
  /** What lies inside it, and is looked at. */
  spots: Spot[]
  /** What they are. */
  inside: 'regions' | 'cities'
  /** Lower limits of the classes of spots. */
  steps: number[]
}

const { width, height } = frame
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

const rounded = (px: number) => Number(px.toFixed(1))

const codeOf = ({ id }: CountryShape) => countryCodes[String(id)]

function Shapes({ rows, hrefOf, steps, selected, spots, inside }: Props) {
  const { path, projection } = useMapContext()
  const byCode = new Map(rows.map((row) => [row.country, row]))
  const placed = spots.flatMap((spot) => {
    const at = projection([spot.lon, spot.lat])
    return at ? [{ ...spot, at }] : []
  })

  function zoom() {
    const shape = countryShapes.find((shape) => codeOf(shape) === selected)
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
  const linkOf = (row: RequestsByCountry, code: string, mark: ReactNode) => (
    <CountryLink key={code} row={row} code={code} href={hrefOf(code)} isCurrent={selected === code}>
      {mark}
    </CountryLink>
  )
  const countries = countryShapes.map((shape) => {
    const code = codeOf(shape)
    const row = code === undefined || code in centres ? undefined : byCode.get(code)
    const d = outlineOf(shape, path)
    return code && row ? (
      linkOf(row, code, <path d={d} fill={colours.chosen} />)
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
    return [linkOf(row, country, <circle {...onMap(at)} r={maxSpot} fill={colours.chosen} />)]
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
  return (
    <>
      <g transform={`translate(${rounded(x)} ${rounded(y)}) scale(${scale.toFixed(3)})`}>
        {countries}
      </g>
      {dots}
      {marks}
    </>
  )
}

/** The countries with one of them chosen, enlarged, and what lies inside it. */
export function CountryMap(props: Props) {
  const { projection, scale, center } = frame
  return (
    <ComposableMap
      projection={projection}
      projectionConfig={{ scale, center: [...center] }}
      width={width}
      height={height}
    >
      <Shapes {...props} />
    </ComposableMap>
  )
}
