/** A part of a name: `ReadOps2` has three. Cased ones must also agree in their capitals. */
export interface Part {
  text: string
  cased: boolean
}

const parts = /\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{Lm}\p{Lt}\p{M}]+|\p{Lu}|\p{Nd}+/gu

const split = (text: string): string[] => text.match(parts) ?? []

/** A search term's parts. One that runs several together, such as `Count1`, is looked for as it is written. */
export const partsOfTerm = (term: string): Part[] =>
  term
    .split(/[^\p{L}\p{M}\p{Nd}]+/u)
    .map(split)
    .flatMap((piece) => piece.map((text) => ({ text, cased: piece.length > 1 })))

/** Whether the parts stand one after the other in the name, or are the whole name run together. */
export function containsParts(name: string, wanted: readonly Part[]): boolean {
  const all = split(name)
  const [only, second] = wanted
  if (only && !second && all.join('').toLowerCase() === only.text.toLowerCase()) return true
  return all.some((_, from) =>
    wanted.every(({ text, cased }, at) => {
      const here = all[from + at]
      return cased ? here === text : here?.toLowerCase() === text.toLowerCase()
    }),
  )
}
