import type { OpeningHours } from './opening-hours'

/** A request as a shop answers it. `{slug}`, `{item}`, `{token}` and `{order}` are filled for each visit. */
export interface Page {
  method: 'GET' | 'POST'
  path: string
  query?: string
  /** When all is well. */
  status: number
  /** Usual time to answer. */
  ms: number
  /** A page loads assets; a call is made by a script, a redirect is followed at once. */
  kind: 'page' | 'call' | 'redirect'
  /** With this request the order exists. */
  isOrder?: boolean
  /** The page that people reload after they have ordered. */
  isConfirmation?: boolean
  /** What a reload of that page is answered, when it is shown but once. */
  reloadStatus?: number
}

export interface Match {
  path: string
  method?: string
  query?: Record<string, string>
  status?: number
}

/** A shop kind, as data: the same visitors walk through each. Keys name its pages. */
export interface Shop {
  name: string
  /** Orders a visit, before hour and day change it. */
  conversion: number
  zone: string
  market: Market
  /** How its log writes times. */
  logZone: string
  format: LogFormat
  currency: string
  averageOrder: number
  pages: Record<string, Page>
  enter: readonly (readonly [string, number])[]
  browse: readonly (readonly [string, number])[]
  /** Nobody orders without it. */
  menu: string
  cart: readonly string[]
  checkout: readonly string[]
  place: readonly string[]
  /** Which page shows a form again when it was not filled in well, and with what status. */
  refused: { page: string; status: number }
  breaks: { checkout: string; payment: string; loop: string }
  /** Without this script the button on that page does nothing. */
  script: { path: string; page: string }
  assets: readonly string[]
  /** Its site file may name the product's preset in place of the steps. */
  preset?: string
  steps: readonly { name: string; match: readonly Match[] }[]
  /** Where its number stands, as `{id}`: what makes an order one, however often its page is loaded. */
  orderId?: string
  hours?: OpeningHours
}

export type Market = 'de' | 'gb' | 'us' | 'fr'
export type LogFormat = 'combined' | 'combined-time' | 'json'

export const get = (path: string, more: Partial<Page> = {}): Page => {
  const [bare = '', query] = path.split('?')
  return {
    method: 'GET',
    path: bare,
    status: 200,
    ms: 120,
    kind: 'page',
    ...(query !== undefined && { query }),
    ...more,
  }
}

export const post = (path: string, more: Partial<Page> = {}): Page =>
  get(path, { method: 'POST', kind: 'call', ms: 260, ...more })

/** A form that answers with a redirect to the next page. */
export const form = (path: string, more: Partial<Page> = {}): Page =>
  post(path, { kind: 'redirect', status: 302, ...more })

export function pageOf(shop: Shop, key: string): Page {
  const page = shop.pages[key]
  if (!page) throw new Error(`${shop.name} has no page ${key}`)
  return page
}

/** The path with `*` for what differs from visit to visit. */
export const patternOf = (template: string) => template.replace(/\{\w+\}/g, '*')
