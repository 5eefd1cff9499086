import { geoEqualEarth, geoPath } from 'd3-geo'
import type { Position } from 'geojson'
import { countryCentres as centres, countryCodes as codes } from '@/lib/countries'
import { countryShapes } from './country-shapes'
import { dotRadius, frame } from './map-frame'
import { idOf, landsId, perPixel, setOutlines } from './outlines'

const { width, height, scale, center } = frame
const projection = geoEqualEarth()
  .translate([width / 2, height / 2])
  .center([...center])
  .scale(scale)

const units = (px: number) => Math.round(px * perPixel)

/** A ring as whole steps from point to point, half as long as places are; without what is too small to be seen. */
function ringText(points: readonly Position[]): string {
  const places = points.map(([x = 0, y = 0]) => [units(x), units(y)] as const)
  const [[beginX, beginY] = [0, 0]] = places
  const steps = places.slice(1).flatMap(([x, y], at) => {
    const [fromX, fromY] = places[at] ?? [0, 0]
    return x === fromX && y === fromY ? [] : [`${x - fromX} ${y - fromY}`]
  })
  if (steps.length < 2) return ''
  return `M${beginX} ${beginY}l${steps.join(' ')}z`.replaceAll(' -', '-')
}

/** A path as d3 writes it, in units of the outlines. */
const inUnits = (path: string): string =>
  path
    .split(/[MZ]+/)
    .filter((ring) => ring !== '')
    .map((ring) => ringText(ring.split('L').map((point) => point.split(',').map(Number))))
    .join('')

const thin = 'vector-effect="non-scaling-stroke"'

function drawn(): string {
  const path = geoPath(projection)
  const shapes = countryShapes.map((shape) => {
    const code = codes[String(shape.id)]
    const id = code === undefined || code in centres ? '' : ` id="${idOf(code)}"`
    return `<path${id} ${thin} d="${inUnits(path(shape) ?? '')}"></path>`
  })
  const dots = Object.entries(centres).map(([code, [lon = 0, lat = 0]]) => {
    const [x = 0, y = 0] = projection([lon, lat]) ?? []
    return `<circle id="${idOf(code)}" ${thin} cx="${units(x)}" cy="${units(y)}" r="${units(dotRadius)}"></circle>`
  })
  return `<g id="${landsId}">${shapes.join('')}</g>${dots.join('')}`
}

/** Draws the world for the pages that show it. */
export const drawWorld = (): void => setOutlines(drawn())
