import { withBase } from '@/lib/base-path'
import { longestRangeDays } from './longest-range'
import { networkOf } from './mask'
import { dayMs } from './time'
import { type Range, ranges } from './window'
import { isZone, momentAt } from './zone'

/** What a page shows, by its address. Reading and writing it stand together and round-trip. */
export interface View {
  range: Range
  country?: string
  region?: string
  city?: string
  /** A network as addresses are shown: 203.0.113.0/24 or an IPv6 /48. */
  client?: string
  request?: string
  status?: string
  /** The text in Explore's editor. */
  query?: string
  /** How Explore shows its result; a table when absent. */
  as?: 'chart'
}

export type Params = Record<string, string | string[] | undefined>

/** What narrows a page to some of the requests. */
export type Filter = 'country' | 'region' | 'city' | 'client' | 'request' | 'status'
const allFilters: readonly Filter[] = ['country', 'region', 'city', 'client', 'request', 'status']

/** A view without the filters that its page does not apply: what is shown as set is set. */
export function narrowed(view: View, applied: readonly Filter[]): View {
  const others = allFilters.filter((name) => !applied.includes(name))
  return { ...view, ...Object.fromEntries(others.map((name) => [name, undefined])) }
}

// Of one request each; places and clients go from page to page in links, also to pages that show all of them.
const told: readonly Filter[] = ['request', 'status']

/** What a page has to say of its address: filters that it would apply if they were right, and those it does not apply. */
export function wrongOf({ view, wrong }: Checked, applied: readonly Filter[]): Wrong[] {
  const isElsewhere = (field: string) =>
    allFilters.some((name) => name === field && !applied.includes(name))
  const ignored = applied.length === 0 ? [] : told.filter((name) => isElsewhere(name) && view[name])
  return [
    ...wrong.filter(({ field }) => !isElsewhere(field)),
    ...ignored.map((field) => ({
      field,
      problem: 'does not narrow this page; it does so on Errors',
    })),
  ]
}

export const isNarrowed = (view: View): boolean =>
  allFilters.some((name) => view[name] !== undefined)

export interface Wrong {
  field: string
  problem: string
}

const defaultRange: Range = '3h'

const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value)

/** Epoch ms of a time; one without an offset, as a form sends it, is what the clock of `zone` shows. */
function readTime(text: string, zone: string): number | undefined {
  const isWall = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text)
  const ms = /^\d{9,14}$/.test(text) ? Number(text) : Date.parse(isWall ? `${text}Z` : text)
  if (!Number.isFinite(ms)) return undefined
  return isWall ? momentAt(ms, zone) : ms
}

/** `instead` is as much of what is wanted as may be. */
function readRange(params: Params): Range | (Wrong & { instead?: Range }) {
  const range = one(params.range)
  const from = one(params.from)
  const to = one(params.to)
  if (range !== undefined && range !== 'custom') {
    const named = ranges.find((name) => name === range)
    return named ?? { field: 'range', problem: `must be one of ${ranges.join(', ')} or custom` }
  }
  if (from === undefined && to === undefined) {
    return range === 'custom'
      ? { field: 'from', problem: 'is needed when range is custom' }
      : defaultRange
  }
  const zone = one(params.zone) ?? 'UTC'
  if (!isZone(zone)) return { field: 'zone', problem: 'must be a time zone, e.g. Europe/Berlin' }
  const fromMs = from === undefined ? undefined : readTime(from, zone)
  const toMs = to === undefined ? undefined : readTime(to, zone)
  if (fromMs === undefined)
    return { field: 'from', problem: 'must be a time, e.g. 2026-11-24T10:00Z' }
  if (toMs === undefined) return { field: 'to', problem: 'must be a time, e.g. 2026-11-24T13:00Z' }
  if (fromMs < 0) return { field: 'from', problem: 'must not lie before 1970' }
  if (toMs <= fromMs) return { field: 'to', problem: 'must lie after from' }
  const days = longestRangeDays()
  if (toMs - fromMs > days * dayMs)
    return {
      field: 'from',
      problem: `must lie within ${days} days of to`,
      instead: { fromMs: toMs - days * dayMs, toMs },
    }
  return { fromMs, toMs }
}

const textFields = ['country', 'region', 'city', 'client', 'request', 'status', 'query'] as const
const shapes: Record<(typeof textFields)[number], readonly [RegExp, string]> = {
  country: [/^[A-Z]{2}$/, 'must be a two-letter country code, e.g. DE'],
  region: [/^[^\p{Cc}]{1,200}$/u, 'must be a region name of at most 200 characters'],
  city: [/^[^\p{Cc}]{1,200}$/u, 'must be a city name of at most 200 characters'],
  client: [/^[\d.]+\/24$|^[\da-f:]+\/48$/, 'must be an address or a network as it is shown'],
  request: [/^[^\p{Cc}]{1,2000}$/u, 'must be a path of at most 2000 characters'],
  status: [/^[1-5]\d\d$/, 'must be a status code, e.g. 500'],
  query: [/^[^\0]{1,10000}$/, 'must be a query of at most 10,000 characters'],
}

// A form sends the ends of lines in its own way.
const withPlainLines = (text: string) => text.replace(/\r\n?/g, '\n')

function plainValue(field: (typeof textFields)[number], given: string): string {
  if (field === 'query') return withPlainLines(given)
  return field === 'client' ? (networkOf(given) ?? given) : given
}

interface Checked {
  view: View
  wrong: Wrong[]
}

/** Reads a view and lists every wrong field, which has its default in `view`. */
export function checkView(params: Params): Checked {
  const wrong: Wrong[] = []
  const range = readRange(params)
  const view: View = { range: defaultRange }
  if (typeof range === 'object' && 'field' in range) {
    const { instead, ...problem } = range
    wrong.push(problem)
    view.range = instead ?? defaultRange
  } else view.range = range
  for (const field of textFields) {
    const given = one(params[field])
    if (given === undefined || given === '') continue
    const value = plainValue(field, given)
    const [shape, problem] = shapes[field]
    if (shape.test(value)) view[field] = value
    else wrong.push({ field, problem })
  }
  const as = one(params.as)
  if (as === 'chart') view.as = as
  else if (as !== undefined && as !== 'table') {
    wrong.push({ field: 'as', problem: 'must be table or chart' })
  }
  return { view, wrong }
}

/** For pages: nonsense falls back to the defaults, and of a range that is too long its end is shown. */
export function readView(params: Params): View {
  return checkView(params).view
}

/** The query string of a view, with its leading `?`, or '' when all is default. */
export function writeView(view: View): string {
  const params = new URLSearchParams()
  if (typeof view.range === 'object') {
    params.set('range', 'custom')
    params.set('from', new Date(view.range.fromMs).toISOString())
    params.set('to', new Date(view.range.toMs).toISOString())
  } else if (view.range !== defaultRange) params.set('range', view.range)
  for (const field of textFields) {
    const value = view[field]
    if (value !== undefined) params.set(field, value)
  }
  if (view.as !== undefined) params.set('as', view.as)
  const text = params.toString()
  return text ? `?${text}` : ''
}

/** A link to a page with this view, with some of it changed (`undefined` removes). */
export function viewHref(path: string, view: View, change: Partial<View> = {}): string {
  return withBase(path) + writeView({ ...view, ...change })
}
