import { newPathPattern } from '@/lib/shop/path-pattern'

/** What a text of the log holds of a request: its path alone, its path with the query, or the whole request line. */
export type TextKind = 'path' | 'target' | 'line'

export interface TextsWanted {
  kind: TextKind
  /** Of a request line; any when undefined. */
  method: string | undefined
  /** Whether a query must follow the path, so that its parameters can be asked for. */
  withQuery: boolean
  /** Wildcards leave the regular expressions to others; they stand at the ends of a path only. */
  prefer: 'regex' | 'wildcards'
}

const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`

// All that CloudWatch takes in a regular expression of a filter pattern; what it does not take is any character.
const plain = /^[A-Za-z0-9:_#=@/;,-]$/
const special = /^[$^?[\]{}|\\*+.]$/
const inRegex = (text: string) =>
  [...text]
    .map((char) => (plain.test(char) ? char : special.test(char) ? `\\${char}` : '.'))
    .join('')

/** The texts of a path's segments; each `**` between others is nothing or anything. */
function expanded(segments: readonly string[], any: string, written: (segment: string) => string) {
  return segments.reduce<string[]>(
    (texts, segment) =>
      segment === '**'
        ? texts.flatMap((text) => [text, `${text}/${any}`])
        : texts.map((text) => `${text}/${written(segment)}`),
    [''],
  )
}

function regexesOf(segments: readonly string[], { kind, method, withQuery }: TextsWanted) {
  const inPath = kind === 'path' ? '[^/]' : kind === 'target' ? '[^/?]' : String.raw`[^/?\s]`
  const any = kind === 'path' ? '.*' : '[^?]*'
  const segmentOf = (segment: string) =>
    segment === '*' ? `${inPath}+` : segment.split('*').map(inRegex).join(`${inPath}*`)
  const isOpen = segments[0] === '**'
  const rest = isOpen ? segments.slice(1) : segments
  const verb = kind === 'line' ? String.raw`${method ?? '[^/]+'}\s` : ''
  const start = isOpen ? (kind === 'path' ? '' : `^${verb}${any}`) : `^${verb}`
  const ends = withQuery
    ? ['/?[?]']
    : { path: ['/?$'], target: ['/?$', '/?[?]'], line: [String.raw`/?[?\s]`] }[kind]
  return expanded(rest, any, segmentOf).flatMap((body) => {
    // What ends in anything needs no end, unless a query must follow.
    if (body.endsWith(`/${any}`) && !withQuery) return [`${start}${body.slice(0, -any.length)}`]
    return ends.map((end) => `${start}${body}${end}`)
  })
}

function wildcardsOf(segments: readonly string[]): string[] {
  const isOpen = segments[0] === '**'
  const rest = isOpen ? segments.slice(1) : segments
  return expanded(rest, '*', (segment) => segment).flatMap((body) => {
    const text = `${isOpen ? '*' : ''}${body}`
    return text.endsWith('*') ? [text] : [text, `${text}/`]
  })
}

function literalTexts(path: string, { kind, method = '*', withQuery }: TextsWanted): string[] {
  if (kind === 'path') return [path]
  const whole = kind === 'line' ? `${method} ${path}` : path
  const bare = kind === 'line' ? `${whole} *` : whole
  return withQuery ? [`${whole}?*`] : [bare, `${whole}?*`]
}

/** The values, as they stand in a filter pattern, of which a text must have one to be of one of the paths. */
export function pathTexts(paths: readonly string[], wanted: TextsWanted): string[] {
  const patterns = paths.map(newPathPattern)
  const literals = patterns.flatMap((pattern) => pattern.literals ?? [])
  const starred = patterns.filter((pattern) => pattern.literals === null)
  const isWild = (segments: readonly string[]) =>
    wanted.prefer === 'wildcards' &&
    wanted.kind === 'path' &&
    segments.every(
      (segment, at) =>
        !segment.includes('*') || (segment === '**' && (at === 0 || at === segments.length - 1)),
    )
  const texts = [
    ...literals.flatMap((path) => literalTexts(path, wanted)),
    ...starred.flatMap(({ segments }) => (isWild(segments) ? wildcardsOf(segments) : [])),
  ]
  const sources = starred.flatMap(({ segments }) =>
    isWild(segments) ? [] : regexesOf(segments, wanted),
  )
  const all = [...new Set(texts)].map(quoted)
  return sources.length > 0 ? [...all, `%${[...new Set(sources)].join('|')}%`] : all
}

/** The values of which a text must have one to hold a parameter. `start` is what comes before the first. */
export function parameterTexts(
  [name, value]: readonly [name: string, value: string],
  { start, end }: { start: string; end: string },
): string[] {
  const ends = [end, '&*']
  const written =
    value === '*'
      ? [`${name}=*`, ...ends.map((last) => `${name}${last}`)]
      : (value === '' ? [name, `${name}=`] : [`${name}=${value}`]).flatMap((pair) =>
          ends.map((last) => `${pair}${last}`),
        )
  return [start, '*&'].flatMap((first) => written.map((text) => quoted(`${first}${text}`)))
}
