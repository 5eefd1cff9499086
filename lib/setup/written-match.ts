import { pathProblem, queryProblem, statusProblem } from '@/lib/shop/match-problems'
import type { Match } from '@/lib/shop/steps'
import { matchText } from './shape'

/** A match as it is written in one line: `POST /order.php?step=3 302`. */
export function writeMatch(match: Match): string {
  const statuses = match.status === undefined ? [] : [match.status].flat()
  return [matchText(match), ...statuses].join(' ')
}

/** Reads a match that is written in one line. A problem is a sentence for whoever wrote it. */
export function readMatch(text: string): { match: Match } | { problem: string } {
  const words = text.trim().split(/\s+/)
  const method = /^[A-Za-z]+$/.test(words[0] ?? '')
    ? (words.shift() ?? '').toUpperCase()
    : undefined
  const [address = '', ...statuses] = words
  const cut = address.indexOf('?')
  const path = cut === -1 ? address : address.slice(0, cut)
  const pairs = cut === -1 ? [] : address.slice(cut + 1).split('&')
  if (path === '' && pairs.length === 0)
    return { problem: `“${text.trim()}”: write a method and a path, such as POST /order.php` }
  const wrongPath = path === '' ? null : pathProblem(path)
  if (wrongPath) return { problem: `“${address}”: ${wrongPath}` }
  const query: Record<string, string> = {}
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    const [name, value] = at === -1 ? [pair, '*'] : [pair.slice(0, at), pair.slice(at + 1)]
    const wrong = queryProblem(name, value)
    if (wrong) return { problem: wrong }
    query[name] = value
  }
  for (const status of statuses) {
    const wrong = statusProblem(status)
    if (wrong) return { problem: `“${status}” ${wrong}` }
  }
  const numbers = statuses.map((one) => (/^\d+$/.test(one) ? Number(one) : one))
  return {
    match: {
      ...(method && { method }),
      ...(path && { path }),
      ...(pairs.length > 0 && { query }),
      ...(numbers.length > 0 && { status: numbers.length === 1 ? (numbers[0] ?? 200) : numbers }),
    },
  }
}
