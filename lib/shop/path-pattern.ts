/**
 * The pattern of a path: `*` stands for anything within a segment, `**` for any number of segments. One
 * trailing slash more or less is the same; case and percent-encoding are compared as they are.
 */
export interface PathPattern {
  segments: readonly string[]
  /** The paths that it says, when it has no star. */
  literals: readonly string[] | null
  matches(path: string): boolean
}

const withoutLastSlash = (path: string) =>
  path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path

export function segmentsOf(path: string): string[] {
  const kept = withoutLastSlash(path)
  return kept === '/' ? [] : kept.slice(1).split('/')
}

/** Whether `items` fit `pattern`, in which `isStar` says what stands for any run of items. Linear but for one loop: no input makes it explode. */
function fits<Part, Item>(
  pattern: ArrayLike<Part>,
  items: ArrayLike<Item>,
  isStar: (part: Part) => boolean,
  same: (part: Part, item: Item) => boolean,
): boolean {
  let part = 0
  let item = 0
  let star = -1
  let taken = 0
  while (item < items.length) {
    const here = part < pattern.length ? (pattern[part] as Part) : null
    if (here !== null && isStar(here)) {
      star = part++
      taken = item
    } else if (here !== null && same(here, items[item] as Item)) {
      part++
      item++
    } else if (star >= 0) {
      part = star + 1
      item = ++taken
    } else return false
  }
  while (part < pattern.length && isStar(pattern[part] as Part)) part++
  return part === pattern.length
}

const isCharacterStar = (part: string) => part === '*'
const sameCharacter = (part: string, item: string) => part === item

export function segmentFits(pattern: string, segment: string): boolean {
  if (!pattern.includes('*')) return pattern === segment
  if (pattern === '*') return segment !== ''
  return fits(pattern, segment, isCharacterStar, sameCharacter)
}

export const isSegmentsStar = (part: string) => part === '**'

/** Takes a text that has no problem, see `pathProblem`. */
export function newPathPattern(text: string): PathPattern {
  const segments = segmentsOf(text)
  if (!text.includes('*')) {
    const path = withoutLastSlash(text)
    const literals = path === '/' ? [path] : [path, `${path}/`]
    return { segments, literals, matches: (asked) => literals.includes(asked) }
  }
  return {
    segments,
    literals: null,
    matches: (path) =>
      path.charCodeAt(0) === 47 && fits(segments, segmentsOf(path), isSegmentsStar, segmentFits),
  }
}
