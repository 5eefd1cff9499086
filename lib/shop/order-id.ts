import { escaped, hasControl } from './escaped'
import { newPathPattern, segmentsOf } from './path-pattern'
import { pathsSource } from './path-source'
import { parameterIn, parameterSource } from './query-condition'

/**
 * Where the number of an order stands in the address of a request, as `{id}`: in a segment
 * (`/checkout/order-received/{id}`) or in a parameter (`/checkout/finish?orderId={id}`, `?id_order={id}`).
 * Of several the first that fits.
 */
export type OrderId = string | readonly string[]

const place = '{id}'

/** Why a text does not say where the number of an order stands; null when it does. */
export function orderIdProblem(text: string): string | null {
  const [path = '', query, ...more] = text.split('?')
  if (text.split(place).length !== 2)
    return 'must hold {id} once, where the number of the order stands'
  if (hasControl(text)) return 'must not hold control characters'
  if (more.length > 0 || !(path === '' || path.startsWith('/')))
    return 'must be an address such as /checkout/order-received/{id} or ?orderId={id}'
  const isSegment = segmentsOf(path).includes(place)
  const isValue = (query ?? '').split('&').some((pair) => /^[^=]+=\{id\}$/.test(pair))
  if (!isSegment && !isValue) return '{id} must be a whole segment or the value of a parameter'
  if (segmentsOf(path).some((segment) => segment !== '**' && segment.includes('**')))
    return '** stands for whole segments: it must stand between slashes'
  return null
}

interface Asked {
  path: string
  query: string
}

// No shop nests its pages deeper, and every segment is tried.
const maxSegments = 50

const pathOf = (segments: readonly string[]) => `/${segments.join('/')}`

/** The segment of a path that stands where `{id}` does in a pattern. */
function segmentReader(pattern: readonly string[]): (path: string) => string | null {
  const at = pattern.indexOf(place)
  const before = newPathPattern(pathOf(pattern.slice(0, at)))
  const after = newPathPattern(pathOf(pattern.slice(at + 1)))
  return (path) => {
    const segments = segmentsOf(path)
    if (segments.length > maxSegments) return null
    const found = segments.find(
      (_, index) =>
        before.matches(pathOf(segments.slice(0, index))) &&
        after.matches(pathOf(segments.slice(index + 1))),
    )
    return found ?? null
  }
}

function partsOf(text: string) {
  const [path = '', query] = text.split('?')
  const pairs = (query?.split('&') ?? []).map((pair) => pair.split('='))
  return {
    path,
    /** The parameter that holds the number; undefined when it stands in the path. */
    named: pairs.find(([, value]) => value === place)?.[0],
    parameters: pairs
      .filter(([, value]) => value !== place)
      .map(([name = '', value = '']) => [name, value] as const),
  }
}

function newReader(text: string): (asked: Asked) => string | null {
  const { path, named, parameters } = partsOf(text)
  const conditions = parameters.map(([name, value]) => new RegExp(parameterSource(name, value)))
  const whole = path === '' ? null : newPathPattern(path.replace(place, '*'))
  const inPath = named === undefined ? segmentReader(segmentsOf(path)) : null
  return (asked) => {
    if (whole && !whole.matches(asked.path)) return null
    if (!conditions.every((condition) => condition.test(asked.query))) return null
    if (inPath) return inPath(asked.path) || null
    return (named !== undefined && parameterIn(asked.query, named)) || null
  }
}

/** Where the number of an order stands, for what reads it with regular expressions. */
export interface OrderIdPlace {
  in: 'path' | 'query'
  /** A regular expression for RE2 with a named group for the number. */
  source(group: string): string
  /** What must hold as well. */
  path: string | null
  parameters: readonly (readonly [name: string, value: string])[]
}

const marked = escaped(place)

/** The places of {@link OrderId}, in their order. */
export function orderIdPlaces(orderId: OrderId): OrderIdPlace[] {
  return [orderId].flat().map((text) => {
    const { path, named, parameters } = partsOf(text)
    const inQuery = named !== undefined
    return {
      in: inQuery ? 'query' : 'path',
      source: (group) =>
        inQuery
          ? `(?:^\\?|&)${escaped(named)}=(?<${group}>[^&]+)`
          : pathsSource([newPathPattern(path)])
              // The first segment that may be it, as the reader takes it.
              .replaceAll('(?:/[^/]*)*', '(?:/[^/]*)*?')
              .replace(marked, `(?<${group}>[^/]+)`),
      path: inQuery && path !== '' ? path : null,
      parameters,
    }
  })
}

/** Reads what makes an order one; null when a request has none. */
export function newOrderIdReader(orderId: OrderId): (asked: Asked) => string | null {
  const readers = (typeof orderId === 'string' ? [orderId] : orderId).map(newReader)
  return (asked) => {
    for (const read of readers) {
      const id = read(asked)
      if (id !== null) return id
    }
    return null
  }
}
