import { NotCountable } from '@/lib/order-pattern/not-countable'
import { orderPattern } from '@/lib/order-pattern/order-pattern'
import { ourFields } from '@/lib/order-pattern/shape'
import { mayOverlap } from '@/lib/shop/overlap'
import type { Match } from '@/lib/shop/steps'
import { codedPath } from './language-code'
import { orderIdsOf } from './order-number'
import type { Alternative } from './proposal'

// CloudWatch takes two regular expressions in a filter pattern, and where a log has columns each star needs one.
const maxStarred = 2

function fits(alternatives: readonly Alternative[]): boolean {
  const match = alternatives.map((one) => one.match)
  if (match.filter(({ path = '' }) => path.includes('*')).length > maxStarred && match.length > 1)
    return false
  try {
    orderPattern({ name: 'order', match }, ourFields)
    return true
  } catch (error) {
    if (error instanceof NotCountable) return false
    throw error
  }
}

function starredId(text: string): string {
  const [path = '', ...query] = text.split('?')
  return [path === '' ? '' : codedPath(path).starred, ...query].join('?')
}

/** Alternatives that differ in their language, country or shop, as one with a star in its place. */
function starred(same: readonly [Alternative, ...Alternative[]], path: string): Alternative {
  const sum = (of: (one: Alternative) => number) => same.reduce((all, one) => all + of(one), 0)
  const ids = same.flatMap(({ orderId }) => orderId ?? []).map(starredId)
  return {
    match: { ...same[0].match, path },
    orderId: orderIdsOf(ids.map((orderId) => ({ orderId }))),
    orders: sum(({ orders }) => orders),
    perDay: sum(({ perDay }) => perDay),
    share: sum(({ share }) => share),
  }
}

/**
 * As many alternatives as a filter pattern can say: those of many languages with a star in the place of the
 * language, unless that would take any of `others`; where that is not enough, without the rarest.
 */
export function inFilterPattern(
  alternatives: readonly Alternative[],
  others: readonly Match[],
): Alternative[] {
  if (fits(alternatives)) return [...alternatives]
  const groups = new Map<string, [Alternative, ...Alternative[]]>()
  for (const one of alternatives) {
    const key = JSON.stringify({ ...one.match, path: codedPath(one.match.path ?? '/').starred })
    const group = groups.get(key)
    if (group) group.push(one)
    else groups.set(key, [one])
  }
  const found = [...groups].flatMap(([key, group]) => {
    const match = JSON.parse(key) as Match
    const own = new Set(group.map((one) => one.match.path))
    const isFree = others.every((other) => own.has(other.path) || !mayOverlap(match, other))
    return group.length > 1 && isFree && match.path !== undefined
      ? [starred(group, match.path)]
      : group
  })
  found.sort((a, b) => b.share - a.share)
  while (found.length > 1 && !fits(found)) found.pop()
  return found
}
