import type { VisitRequest } from './visits'

const names = [
  'client',
  'agent',
  'method',
  'path',
  'query',
  'referer',
  'country',
  'source',
] as const

/** Gives requests texts of their own, each held once: a part of a line would keep its whole block in memory. */
export function newOwnTexts(maxTexts = 500_000) {
  const known = new Map<string, string>()
  // One visit's requests follow each other: to compare a text is cheaper than to look it up.
  const latest = {
    client: '',
    agent: '',
    method: '',
    path: '',
    query: '',
    referer: '',
    country: '',
    source: '',
  }
  const own = (text: string): string => {
    const found = known.get(text)
    if (found !== undefined) return found
    if (known.size >= maxTexts) known.clear()
    const copy = Buffer.from(text).toString()
    known.set(copy, copy)
    return copy
  }
  return (request: VisitRequest): VisitRequest => {
    for (const name of names) {
      const text = request[name]
      if (text !== latest[name]) latest[name] = own(text)
      request[name] = latest[name]
    }
    return request
  }
}
