/** How the earth is laid out flat, and what it is drawn on. */
export const frame = {
  width: 940,
  height: 432,
  projection: 'geoEqualEarth',
  scale: 172,
  center: [0, 5],
} as const

/** The radius of a country that is too small to have a shape. */
export const dotRadius = 4.5
