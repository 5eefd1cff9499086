import { type Directive, type Part, WrongFormat } from './part'
import { timeParts } from './strftime'

type Meaning = Omit<Directive, 'directive'>
const role = (
  name: 'client' | 'requestLine' | 'method' | 'target' | 'query' | 'protocol' | 'status',
) => ({
  slot: { role: name },
})
const field = (name: string) => ({ slot: { field: name } })
const number = '\\d+|-'

const plain: Record<string, Meaning> = {
  h: { ...role('client'), blanks: true },
  a: { ...role('client'), blanks: true },
  r: { ...role('requestLine'), blanks: true },
  s: { ...role('status'), pattern: '\\d{3}|-' },
  m: role('method'),
  U: role('target'),
  q: { ...role('query'), pattern: '(?:\\?[^" ]*)?' },
  H: role('protocol'),
  l: { slot: null },
  u: { ...field('user'), blanks: true },
  t: { slot: { time: 'text' }, pattern: '\\[[^\\]]+\\]' },
  b: { ...field('bytes'), pattern: number },
  B: { ...field('bytes'), pattern: number },
  O: { ...field('bytes'), pattern: number },
  D: { ...field('process'), pattern: number },
  T: field('request_time'),
  v: field('host'),
  V: field('host'),
  f: { ...field('filename'), blanks: true },
}

// `%{ms}T`, by its unit.
const times: Record<string, Meaning> = {
  us: field('duration_us'),
  ms: field('duration_ms'),
  s: field('request_time'),
}

const headers: Record<string, Meaning> = {
  referer: { ...field('referer'), blanks: true },
  'user-agent': { ...field('userAgent'), blanks: true },
  host: field('host'),
  'x-forwarded-for': { slot: { role: 'forwardedFor' }, blanks: true },
  'x-real-ip': role('client'),
  'cf-connecting-ip': role('client'),
  'true-client-ip': role('client'),
}

// All that Apache knows.
const directives = /^(?:[AabBCDefhHiIkLlmnoOpPqRrsStTuUvVX]|\^(?:FB|t[io]))$/

// %, then conditions or modifiers, then an argument in braces, then the letters.
const directive = /%([!\d,<>]*)(?:\{([^}]*)\})?(\^[A-Za-z]{2}|[A-Za-z%])/g

function meaningOf(letter: string, argument: string | undefined): Meaning {
  if (argument !== undefined && letter === 'i')
    return headers[argument.toLowerCase()] ?? { slot: null, blanks: true }
  if (letter === 'T' && argument !== undefined) return times[argument] ?? { slot: null }
  // The peer of the connection, where %a is the visitor already.
  if (letter === 'a' && argument === 'c') return { slot: null }
  if (argument !== undefined && !'aDp'.includes(letter)) return { slot: null, blanks: true }
  return plain[letter] ?? { slot: null }
}

/** The parts of an Apache LogFormat. Throws {@link WrongFormat}. */
export function apacheParts(format: string): Part[] {
  const parts: Part[] = []
  let at = 0
  for (const found of format.matchAll(directive)) {
    if (found.index > at) parts.push({ literal: format.slice(at, found.index) })
    at = found.index + found[0].length
    const [text, , argument, letter = ''] = found
    if (letter !== '%' && !directives.test(letter))
      throw new WrongFormat(`${text} is no directive of LogFormat`)
    if (letter === '%') parts.push({ literal: '%' })
    else if (letter === 't' && argument !== undefined) parts.push(...timeParts(argument, text))
    else parts.push({ directive: text, ...meaningOf(letter, argument) })
  }
  if (at < format.length) parts.push({ literal: format.slice(at) })
  const lost = parts.find(
    (part) => 'literal' in part && part.literal.includes('%') && part.literal !== '%',
  )
  if (lost && 'literal' in lost)
    throw new WrongFormat(`"${lost.literal.trim()}" contains a % that begins no directive`)
  return parts
}
