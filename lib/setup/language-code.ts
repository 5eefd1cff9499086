import { segmentsOf } from '@/lib/shop/path-pattern'

const names = (['language', 'region'] as const).map(
  (type) => new Intl.DisplayNames('en', { type, fallback: 'none' }),
)
const scripts = /^(?:hans|hant|latn|cyrl)$/
const worldwide = /^(?:int|intl|global|row|emea|apac|latam)$/
const known = new Map<string, boolean>()

/** `de`, `ch`, `hant`, `intl`: a language, country or the like. */
function isCode(text: string): boolean {
  const code = text.toLowerCase()
  const before = known.get(code)
  if (before !== undefined || code.length > 6) return before ?? false
  const isNamed =
    /^[a-z]{2}$/.test(code) && names.some((of) => of.of(code.toUpperCase()) !== undefined)
  const is = isNamed || scripts.test(code) || worldwide.test(code)
  if (known.size < 2_000) known.set(code, is)
  return is
}

// Behind these a code of two letters is a word.
const maxPlaces = 2

/** A path whose beginning says a language, country or shop, such as `/de`, `/fr-ch` or `/shop-it`. */
export interface CodedPath {
  /** As it is written, such as `fr-ch`; empty where the path has none. */
  code: string
  /** The rest of its segments. */
  rest: readonly string[]
  /** The same path with a star in place of the code. */
  starred: string
}

/** Parts a path from the language, country or shop that it says. */
export function codedPath(path: string): CodedPath {
  const codes: string[] = []
  const rest: string[] = []
  const starred = segmentsOf(path).map((segment, place) => {
    const parts = place < maxPlaces ? segment.split(/[-_.]/) : [segment]
    const found = place < maxPlaces && segment !== '*' ? parts.filter(isCode) : []
    const isWhole = found.length === parts.length
    // A file such as `pay.do`, or a word such as `add-to-cart`, has its code at neither end.
    const isShops = !isWhole && parts.length === 2 && found.length === 1 && !segment.includes('.')
    if (!isWhole && !isShops) {
      rest.push(segment)
      return segment
    }
    codes.push(found.join('-').toLowerCase())
    if (isWhole) return '*'
    const word = parts.find((part) => !isCode(part)) ?? ''
    rest.push(word)
    return parts[0] === word ? segment.replace(/[a-z]+$/i, '*') : segment.replace(/^[a-z]+/i, '*')
  })
  return { code: codes.join('/'), rest, starred: `/${starred.join('/')}` }
}
