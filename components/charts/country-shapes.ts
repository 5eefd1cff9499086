import type { Feature, FeatureCollection, Geometry, Position } from 'geojson'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import topology from 'world-atlas/countries-110m.json'

/** A country of the world geometry; `id` is its numeric code, absent where it has none. */
export type CountryShape = Feature<Geometry, { name: string }>

// The import's type is that of its text; the file is a topology with this one collection.
const atlas = topology as unknown as Topology<{ countries: GeometryCollection<{ name: string }> }>
const antarctica = '010'

/** Lands with a code of their own that the atlas draws as a part of another country: the corners of a box around them. */
const apart = [
  { of: '250', id: '254', name: 'French Guiana', from: [-55, 2], to: [-51, 6] },
  { of: '578', id: '744', name: 'Svalbard', from: [9, 74], to: [35, 82] },
] as const

const isWithin = (
  [lon = 0, lat = 0]: Position,
  { from: [west, south], to: [east, north] }: (typeof apart)[number],
) => lon > west && lon < east && lat > south && lat < north

/** A shape without the lands that have a code of their own, and those beside it. */
function parted(shape: CountryShape): CountryShape[] {
  const { geometry } = shape
  const boxes = apart.filter(({ of }) => of === shape.id)
  if (boxes.length === 0 || geometry.type !== 'MultiPolygon') return [shape]
  const boxOf = ([outer = []]: Position[][]) =>
    boxes.find((box) => outer.every((point) => isWithin(point, box)))
  const piecesIn = (box: (typeof apart)[number] | undefined) => ({
    type: 'MultiPolygon' as const,
    coordinates: geometry.coordinates.filter((piece) => boxOf(piece) === box),
  })
  return [
    { ...shape, geometry: piecesIn(undefined) },
    ...boxes.map((box) => ({
      ...shape,
      id: box.id,
      properties: { name: box.name },
      geometry: piecesIn(box),
    })),
  ]
}

const world = feature(atlas, atlas.objects.countries) as FeatureCollection<
  Geometry,
  { name: string }
>

/** What the map draws: every country once, none filled by the numbers of another. */
export const countryShapes: CountryShape[] = world.features
  .filter(({ id }) => id !== antarctica)
  .flatMap(parted)
