const atoms = [
  'a', 'K', 'ß', 'é', '€', '💥', ' ', '-', ']', '}', '{', '{,3}', '&', '~', '/', '"', ':', '=', '<', '>', '\t', '\u0000', '.', '^', '$',
  '\\d', '\\D', '\\w', '\\W', '\\s', '\\S', '\\h', '\\H', '\\v', '\\V', '\\R', '\\b', '\\B', '\\A', '\\z', '\\Z', '\\G',
  '\\X', '\\N', '\\K', '\\C', '\\i', '\\E', '\\_', '\\-', '\\é', '\\a', '\\e', '\\f', '\\0', '\\012', '\\0777', '\\1', '\\8',
  '\\x41', '\\x4', '\\x{1F4A5}', '\\x{110000}', '\\x{}', '\\u0041', '\\u41', '\\uD83D\\uDCA5', '\\uD83D', '\\cA', '\\c', '\\',
  '\\p{Alpha}', '\\P{Punct}', '\\p{L}', '\\pN', '\\PZ', '\\p{IsLatin}', '\\p{Greek}', '\\p{^Han}', '\\p{sc=Thai}', '\\p{Nope}',
  '\\p{IsWhite}', '\\p', '\\p{', '\\Qa.b\\E', '\\Q(', '\\Q\\E', '(?i)', '(?s-m)', '(?-)', '(?x)', '(?)', '(?#c)', '[:alpha:]',
]
const items = [
  'a', 'z', 'a-z', 'z-a', '0-9', '-', '^', '[', ']', '&&', '~', '\\d', '\\d-z', 'a-\\d', '\\]', '\\\\', '\\b', '[:alpha:]', '[:^digit:]', '[:nope:]',
  '\\p{L}', '\\P{Alpha}', '\\h', '\\H', '\\V', '\\R', '\\u0041-\\u005a', '\\x{80}-\\x{10FFFF}', '\\x00-\\x1f', 'é-ü', '💥', '\\Qa-z\\E', '.', '$', '\\t', '\\e',
]
const quantifiers = ['*', '+', '?', '*?', '+?', '??', '{2}', '{2,}', '{2,5}', '{5,2}', '{0}', '{1000}', '{1001}', '{30}', '*+', '++', '**', '{2}{3}', '{x}']
const openings = ['(', '(?:', '(?i:', '(?<n>', '(?P<n1>', '(?<@n.a>', '(?<1>', '(?=', '(?!', '(?<=', '(?>', '(?P=n)', '(?-i:', '(?U:']

/** Regular expressions of all that those who know Java, RE2, PCRE or JavaScript write, right and wrong. */
export function randomRegex(seed: number): string {
  let state = (seed * 2_654_435_761 + 4_711) >>> 0
  const below = (most: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % most
  }
  const pick = (list: readonly string[]) => list[below(list.length)] ?? ''
  // Most of what is read is right, or nothing long would ever be.
  const wellChosen = (list: readonly string[], right: number) =>
    below(8) > 0 ? (list[below(right)] ?? '') : pick(list)
  const many = (most: number, make: () => string) =>
    Array.from({ length: 1 + below(most) }, make).join('')

  function sequence(depth: number): string {
    return many(4, () => {
      const quantifier = below(3) === 0 ? pick(quantifiers.slice(0, below(9) === 0 ? undefined : 9)) : ''
      if (depth > 0 && below(3) === 0) {
        const options = [sequence(depth - 1), ...(below(3) === 0 ? [sequence(depth - 1)] : [])]
        return `${wellChosen(openings, 6)}${options.join('|')}${below(40) === 0 ? '' : ')'}${quantifier}`
      }
      if (below(5) === 0) return `[${pick(['', '', '^'])}${many(4, () => pick(items))}${below(40) === 0 ? '' : ']'}${quantifier}`
      return wellChosen(atoms, 33) + quantifier
    })
  }
  return sequence(4)
}
