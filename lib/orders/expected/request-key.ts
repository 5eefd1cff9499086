import { escaped } from '@/lib/shop/escaped'
import type { Asked, Step } from '@/lib/shop/steps'
import { isToken } from '@/lib/shop/token'

const varied = /^(?:\d+|[0-9a-f]{8,}|[0-9a-f-]{32,36}|[A-Za-z_-]*\d{3,}[\w-]*)$/i

// By which one path shows all pages of a shop: OpenCart, PrestaShop, WooCommerce.
const usualRouters = ['route', 'controller', 'wc-ajax']
const maxQuery = 500
const routeValue = '[A-Za-z_/.|%-]{1,80}'

/**
 * The part of a query that chooses the page; empty when none does. Beside the parameters of well-known shops
 * those choose it by whose values the site's steps are told apart.
 */
export function newRouteOf(steps: readonly Step[]): (query: string) => string {
  const named = steps
    .flatMap(({ match }) => match.flatMap(({ query = {} }) => Object.entries(query)))
    .filter(([, value]) => !value.includes('*'))
  const names = new Set([...usualRouters, ...named.map(([name]) => name)])
  const values = new Set(named.map(([, value]) => value).filter((value) => value !== ''))
  const oneOf = (texts: Iterable<string>) => [...texts].map(escaped).join('|')
  const value = `(?:${[routeValue, oneOf(values)].filter((part) => part !== '').join('|')})`
  const router = new RegExp(`[?&](?:${oneOf(names)})=${value}(?=&|$)`, 'g')
  return (query) => {
    if (query === '') return ''
    const found = query.slice(0, maxQuery).match(router)
    return found ? `?${found.map((part) => part.slice(1)).join('&')}` : ''
  }
}

const maxKept = 20_000

/** Remembers a text for each method and path, or whatever else names a request: to make one anew takes longer. */
function newKept(textOf: (method: string, what: string) => string) {
  const kept = new Map<string, Map<string, string>>()
  let size = 0
  return (method: string, what: string): string => {
    const known = kept.get(method)?.get(what)
    if (known !== undefined) return known
    if (size >= maxKept) {
      kept.clear()
      size = 0
    }
    const text = textOf(method, what)
    const ofMethod = kept.get(method) ?? new Map<string, string>()
    kept.set(method, ofMethod.set(what, text))
    size += 1
    return text
  }
}

const maxNames = 60
const maxParents = 2_000

/** Shapes of paths that are written to: what has more names than an interface of a shop has is a code, whatever it looks like. */
function newWrittenShapes() {
  const names = new Map<string, Set<string>>()
  return (path: string): string => {
    let shape = ''
    for (const part of pathShape(path).split('/').slice(1)) {
      const known = names.get(shape) ?? new Set<string>()
      if (known.size <= maxNames && names.size < maxParents) names.set(shape, known.add(part))
      // Scanners try everything at the top.
      const isCode = shape !== '' && known.size > maxNames && part !== ''
      shape += isCode ? '/*' : `/${part}`
    }
    return shape
  }
}

/** What requests are known by: the match of a step they ask for, else the shape of their path. */
export function newRequestKeys(routeOf: (query: string) => string) {
  const writtenShape = newWrittenShapes()
  const ofPath = newKept((method, path) => {
    const isRead = method === 'GET' || method === 'HEAD'
    return `${method} ${isRead ? pathShape(path) : writtenShape(path)}`
  })
  const ofMatches = new Map<number, (method: string) => string>()

  function ofMatch(step: number, match: number): (method: string) => string {
    const id = step * maxKept + match
    const known = ofMatches.get(id)
    if (known) return known
    const keyOf = newKept((method) => `${step}.${match} ${method}`)
    const found = (method: string) => keyOf(method, '')
    ofMatches.set(id, found)
    return found
  }

  /** `step` and `match` are -1 for none. */
  return ({ method, path, query }: Asked, step: number, match: number): string =>
    step === -1 ? ofPath(method, path) + routeOf(query) : ofMatch(step, match)(method)
}

/** A path with `*` for the segments that name one thing of many: `/item/967` and `/item/12` are alike. */
export const pathShape = (path: string): string =>
  /\d/.test(path)
    ? path
        .split('/')
        .map((part) => (varied.test(part) || isToken(part) ? '*' : part))
        .join('/')
    : path

/** What several requests are known by together, and which they are. */
export const keyOfAll = (keys: readonly string[]): string => keys.toSorted().join('\n')
export const keysOf = (key: string): string[] => key.split('\n')
