import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { FeatureCollection, MultiPolygon, Polygon, Position } from 'geojson'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import { countryCodes } from '@/lib/countries'
import { runMain } from './run-main'

type Shapes = FeatureCollection<Polygon | MultiPolygon>

/** Where a country without a shape that can be seen has its dot: longitude and latitude. */
export type Centres = Record<string, [lon: number, lat: number]>

const file = 'lib/country-centres.json'
// In square degrees at the equator; such a shape is about as large as a dot.
const minArea = 1.3

function shapesOf(size: '110m' | '10m'): Shapes {
  const { resolve } = createRequire(import.meta.url)
  const text = readFileSync(resolve(`world-atlas/countries-${size}.json`), 'utf8')
  const atlas = JSON.parse(text) as Topology<{ countries: GeometryCollection }>
  return feature(atlas, atlas.objects.countries) as Shapes
}

/** Places that the atlas does not know by a code of their own, and the stations of Antarctica, which the map leaves out. */
const apart: Centres = {
  AQ: [-58.9, -62.2],
  BQ: [-68.27, 12.18],
  BV: [3.36, -54.42],
  CC: [96.83, -12.17],
  CX: [105.63, -10.49],
  GP: [-61.53, 16.23],
  MQ: [-61.02, 14.65],
  RE: [55.53, -21.13],
  TK: [-171.83, -9.2],
  XK: [20.9, 42.58],
  YT: [45.16, -12.83],
}

/** The area of a ring and its centre of mass, on a plane of degrees. */
function measure(ring: Position[]): { area: number; centre: [number, number] } {
  let [twice, x, y] = [0, 0, 0]
  for (const [at, [x1 = 0, y1 = 0]] of ring.slice(0, -1).entries()) {
    const [x2 = 0, y2 = 0] = ring[at + 1] ?? []
    const cross = x1 * y2 - x2 * y1
    twice += cross
    x += (x1 + x2) * cross
    y += (y1 + y2) * cross
  }
  // A place of no width, such as the Vatican, is where it begins.
  const [first = [0, 0]] = ring
  const [lon = 0, lat = 0] = twice === 0 ? first : [x / (3 * twice), y / (3 * twice)]
  return { area: Math.abs(twice / 2) * Math.cos((lat * Math.PI) / 180), centre: [lon, lat] }
}

/** The largest piece of each country, by its numeric code. */
const largestPieces = ({ features }: Shapes) =>
  new Map(
    features.map(({ id, geometry }) => {
      const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
      const pieces = polygons.map(([outer = []]) => measure(outer))
      const [largest] = pieces.sort((a, b) => b.area - a.area)
      return [String(id), largest] as const
    }),
  )

/** The centres of the countries that the map of 1 : 110 million does not show, from the one of 1 : 10 million. */
export function centres(): Centres {
  const drawn = largestPieces(shapesOf('110m'))
  const fine = largestPieces(shapesOf('10m'))
  const round = (degrees: number) => Math.round(degrees * 100) / 100
  const small = Object.entries(countryCodes).flatMap(
    ([numeric, code]): [string, [number, number]][] => {
      const found = fine.get(numeric)
      if (!found || (drawn.get(numeric)?.area ?? 0) >= minArea) return []
      const [lon, lat] = found.centre
      return [[code, [round(lon), round(lat)]]]
    },
  )
  return { ...Object.fromEntries(small), ...apart }
}

async function main(): Promise<void> {
  const lines = Object.entries(centres()).map(([code, at]) => `  "${code}": [${at.join(', ')}]`)
  writeFileSync(file, `{\n${lines.sort().join(',\n')}\n}\n`)
}

if (process.argv[1]?.endsWith('centres.ts')) runMain(main)
