import { counted } from '@/lib/format'
import { hasControl } from '@/lib/shop/escaped'
import { segmentsOf } from '@/lib/shop/path-pattern'
import type { Asked, Match } from '@/lib/shop/steps'
import { isToken } from '@/lib/shop/token'
import { visible } from '@/lib/visible'
import { outcomeOf } from './outcome'

/** A kind of request; there is one object for each, so that kinds can be compared by it. */
export interface AddressKind {
  match: Match
  /** Without the number of an order in its query. */
  page: Match
  /** `page` as text. */
  text: string
  /** The pages beside it: of `/product/red-cup`, `/product/*`; null at the top. */
  beside: Match | null
  /** The same page of other things: of `/event/gala/seats`, with a star for a segment before its last. */
  across: readonly Match[]
}

/** A request as one of its kind: numbers and codes in its address are `*`. */
export interface Shape {
  kind: AddressKind
  /** What makes this one of the many: a number or code; null when its address has none. */
  id: string | null
  /** Where `id` stands, as an `orderId` says it; null when there is none. */
  idPlace: string | null
}

const coded = /^(?:\d+|[0-9a-f]{8,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i
const address = /^\d{1,3}(?:\.\d{1,3}){3}$|^[0-9a-f]*:[0-9a-f:]+$/i
const maxSegmentLength = 60

/** `A-1021`, `c9f1k2mm40`: letters with digits, and no `v2` or `page1`. */
const isMixed = (text: string) =>
  /^[\w-]+$/.test(text) &&
  (text.match(/\d/g)?.length ?? 0) >= 3 &&
  (/\d{3}/.test(text) || text.length >= 10)

/** Whether a part of an address names one thing of many, or must not be repeated. */
export const isVaried = (text: string): boolean =>
  coded.test(text) ||
  address.test(text) ||
  isMixed(text) ||
  isToken(text) ||
  text.length > maxSegmentLength ||
  text.includes('*') ||
  visible(text) !== text

/** Parameters that choose the page, where all have one address. */
const routing =
  /^(?:route|rt|r|controller|fc|module|action|act|do|cmd|task|option|view|page|p|site|func|method|event|op|step|wc-ajax|m|mod|go|id_page|q)$/i
/** Parameters that hold the number of an order. */
const numbering =
  /^(?:id|no|nr|num|number|oid|ref|reference|txn?|transaction|invoice|(?:id_?|num_?|n_?)?(?:order|bestell\w*|auftrag\w*|commande|pedido|encomenda|ordine|objednav\w*|zamowieni\w*|ordre|booking)(?:[-_]?(?:id|no|nr|num|number|nummer|ref|key|received))?|cart_?id|id_?cart)$/i

/** Gives requests their shape; of one method and address it is remembered. */
export function newShapes(maxKept = 20_000) {
  const kept = new Map<string, Shape>()
  const kinds = new Map<string, AddressKind>()

  function kindOf(match: Match): AddressKind {
    const key = JSON.stringify(match)
    const known = kinds.get(key)
    if (known) return known
    const { query, ...rest } = match
    const chosen = Object.entries(query ?? {}).filter(([, value]) => value !== '*')
    const page = chosen.length > 0 ? { ...rest, query: Object.fromEntries(chosen) } : rest
    const [beside, across] = [besideOf(match), acrossOf(match)]
    const kind = { match, page, text: matchText(page), beside, across }
    if (kinds.size >= maxKept) kinds.clear()
    kinds.set(key, kind)
    return kind
  }

  function read({ method, path, query }: Asked): Shape {
    const parts = segmentsOf(path)
    const starred = parts.map((part) => (isVaried(part) ? '*' : part))
    const pattern = `/${starred.join('/')}`
    const at = starred.lastIndexOf('*')
    let id = at === -1 ? null : (parts[at] ?? null)
    let idPlace =
      at === -1
        ? null
        : `/${starred.map((part, index) => (index === at ? '{id}' : part)).join('/')}`
    const conditions: Record<string, string> = {}
    for (const pair of query.slice(1, 600).split('&')) {
      const cut = pair.indexOf('=')
      const [name, value] = cut === -1 ? [pair, ''] : [pair.slice(0, cut), pair.slice(cut + 1)]
      if (value === '' || /[*?#]/.test(pair) || hasControl(pair)) continue
      if (routing.test(name) && /^[a-z][a-z/_.|-]{0,50}$/i.test(value)) conditions[name] = value
      else if (outcomeOf(name, value) !== null) conditions[name] = value
      else if (numbering.test(name) && /^[\w-]{1,60}$/.test(value) && /\d/.test(value)) {
        conditions[name] = '*'
        if (idPlace === null || at === -1) {
          id = value
          idPlace = `${pattern}?${name}={id}`
        }
      }
    }
    const match: Match = {
      ...(/^[A-Z]+$/.test(method) && { method }),
      path: pattern,
      ...(Object.keys(conditions).length > 0 && { query: conditions }),
    }
    return { kind: kindOf(match), id, idPlace }
  }

  return (asked: Asked): Shape => {
    const key = `${asked.method} ${asked.path}${asked.query}`
    const known = kept.get(key)
    if (known) return known
    const shape = read(asked)
    if (kept.size >= maxKept) kept.clear()
    kept.set(key, shape)
    return shape
  }
}

function besideOf({ method, path = '' }: Match): Match | null {
  const parts = path.split('/')
  if (parts.length < 3 || parts.at(-1) === '*' || parts.slice(1, -1).every((part) => part === '*'))
    return null
  return { ...(method !== undefined && { method }), path: [...parts.slice(0, -1), '*'].join('/') }
}

function acrossOf({ method, path = '', query }: Match): Match[] {
  const parts = path.split('/')
  if (parts.at(-1) === '*' || query !== undefined) return []
  return parts.slice(1, -1).flatMap((part, at) => {
    if (part === '*') return []
    const starred = parts.with(at + 1, '*').join('/')
    return [{ ...(method !== undefined && { method }), path: starred }]
  })
}

/** A match as a person reads it: `POST /cafe/thanks.php?order=*`. */
export function matchText({ method, path, query }: Match): string {
  const parameters = Object.entries(query ?? {}).map(([name, value]) => `${name}=${value}`)
  const asked = parameters.length > 0 ? `?${parameters.join('&')}` : ''
  return `${method ? `${method} ` : ''}${path ?? (asked ? '' : 'any address')}${asked}`
}

/** Alternatives as a person reads them: `POST /fr/order and 3 others`. */
export function matchesText([first = {}, ...others]: readonly Match[]): string {
  const more = others.length > 0 ? ` and ${counted(others.length, 'other')}` : ''
  return `${matchText(first)}${more}`
}
