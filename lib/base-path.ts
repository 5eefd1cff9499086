// Next evaluates modules once per entry; this exists once a process.
const key = Symbol.for('cafewatch.base-path')
const holder = globalThis as { [key]?: string }

/** Says once, at the start of the server, under which path of its host the page stands: /watch, or '' for none. */
export function setBasePath(path: string): void {
  holder[key] = path
}

/** The path that all of ours begin with: '' on a host of its own. The browser has it from the page. */
export const basePath = (): string =>
  typeof document === 'undefined'
    ? (holder[key] ?? '')
    : (document.documentElement.dataset.basePath ?? '')

/** What a browser asks for to get a path of ours: for links, forms, scripts and redirects. */
export const withBase = (path: string): string => basePath() + path

/** What is asked of the page by an address of its host; null when it lies outside of the base path. */
export function withoutBase(url: string, base: string): string | null {
  if (base === '') return url
  const [path = ''] = url.split('?', 1)
  // Next would send // and \ to an address outside.
  const isWithin = (path === base || path.startsWith(`${base}/`)) && !/\/\/|\\/.test(path)
  if (!isWithin) return null
  // Next would send a path that ends with / to one outside that does not.
  const inner = url.slice(base.length).replace(/^([^?]*)\/(?=\?|$)/, '$1')
  return inner.startsWith('/') ? inner : `/${inner}`
}
