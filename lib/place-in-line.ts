const words = [
  'next',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
]

/** A place in a line, of which 1 is the first, in words: next, second, third in line. */
export const placeInLine = (place: number): string =>
  `${words[place - 1] ?? `number ${place}`} in line`
