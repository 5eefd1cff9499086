import { hashOf, type PathSet } from './path-set'

const elsewhere =
  /\b(?:google|bing|yahoo|yandex|duckduckgo|baidu|ecosia|qwant|startpage|facebook|instagram|tiktok|pinterest|twitter|linkedin|youtube|reddit)\b|\/\/t\.co\//i

/** Whether a referer is a page that the same client has asked for before: browsers say so, few bots do. */
export function isOwnReferer(referer: string, asked: PathSet): boolean {
  if (!referer.startsWith('http')) return false
  const host = referer.indexOf('://') + 3
  if (host === 2) return false
  const from = referer.indexOf('/', host)
  // Browsers tell other sites their host only, so that a longer path hardly ever comes from elsewhere.
  if (from === -1 || from === referer.length - 1)
    return asked.has(rootPath) && !elsewhere.test(referer.slice(0, 200))
  let to = from
  while (to < referer.length && !isEnd(referer.charCodeAt(to))) to++
  return asked.has(hashOf(referer, from, to))
}

const rootPath = hashOf('/')
/** ? or # */
const isEnd = (code: number) => code === 63 || code === 35
