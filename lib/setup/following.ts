import { percent } from '@/lib/format'
import type { Possible } from './alternatives'
import type { RequestKind } from './kinds'
import { isReturn } from './likely'
import type { Observed } from './observe'
import { matchesText } from './shape'

const maxPossible = 40
const leastShare = 0.5
const nearlyAll = 0.9
const all = 0.99

/** How many visits asked for each of some requests, and for one of them after another. */
function orderIn({ visits }: Observed, possible: readonly Possible[]) {
  const numbers = new Map(
    possible.flatMap(({ alternatives }, number) =>
      alternatives.map(({ match }) => [match, number] as const),
    ),
  )
  const asked = possible.map(() => 0)
  const after = possible.map(() => possible.map(() => 0))
  for (const { requests, shapes } of visits) {
    const firsts = new Map<number, number>()
    const lasts = new Map<number, number>()
    for (const [at, { kind }] of shapes.entries()) {
      const number = numbers.get(kind.match)
      if (number === undefined || (requests[at]?.status ?? 0) >= 400) continue
      if (!firsts.has(number)) firsts.set(number, at)
      lasts.set(number, at)
    }
    for (const [one, first] of firsts) {
      asked[one] = (asked[one] ?? 0) + 1
      for (const [other, last] of lasts) {
        const row = after[one]
        if (row && last > first) row[other] = (row[other] ?? 0) + 1
      }
    }
  }
  return {
    asked: (one: number) => asked[one] ?? 0,
    both: (a: number, b: number) => after[a]?.[b] ?? 0,
  }
}

const textOf = ({ alternatives }: Possible) => matchesText(alternatives.map(({ match }) => match))

const isForm = ({ match }: RequestKind) => match.method === 'POST' || match.method === 'PUT'

/**
 * Says which pages come after which forms. Whom a payment fails does not come back from it,
 * so a page that people come back to is likelier an order than what sent them away.
 */
export function withFollowing(observed: Observed, possible: readonly Possible[]): Possible[] {
  const some = [...possible]
    .sort((a, b) => b.likeliness.score - a.likeliness.score || b.kind.visits - a.kind.visits)
    .slice(0, maxPossible)
    .map((one) => ({ ...one, likeliness: { ...one.likeliness, why: [...one.likeliness.why] } }))
  const { asked, both } = orderIn(observed, some)
  const comesAfter = (page: number, form: number) =>
    page !== form &&
    both(form, page) >= leastShare * asked(form) &&
    both(form, page) >= nearlyAll * asked(page) &&
    both(page, form) < leastShare * asked(page)
  const unfounded = new Set<Possible>()
  const lost = new Map<Possible, string>()
  // A page comes behind those that are before it, which then have their scores.
  const pages = [...some.entries()]
    .filter(([, { kind }]) => !isForm(kind))
    .sort(([a, one], [b, other]) => other.kind.visits - one.kind.visits || both(b, a) - both(a, b))
  for (const [page, one] of pages) {
    const { kind, likeliness } = one
    const before = [...some.entries()].filter(
      ([at, { kind }]) => (isForm(kind) || isReturn(kind)) && comesAfter(page, at),
    )
    const [nearest] = before
      .filter(([, { kind }]) => isForm(kind))
      .sort(([a], [b]) => asked(a) - asked(b) || both(a, b) - both(b, a))
    if (!nearest) {
      if (likeliness.mustFollow) unfounded.add(one)
      continue
    }
    const [at, form] = nearest
    const share = both(at, page) / asked(at)
    const isBack = isReturn(kind)
    const isOften = share < all ? ` in ${percent(share)} of its visits` : ''
    const others = isBack && share < all ? ', the others did not come back' : ''
    likeliness.why.push(`comes after ${textOf(form)}${isOften}${others}`)
    if (!isBack) continue
    likeliness.score = Math.max(
      likeliness.score,
      ...before.map(([, other]) => other.likeliness.score + 1),
    )
    if (share < all)
      lost.set(form, `${percent(1 - share)} of its visits did not come to ${textOf(one)}`)
  }
  for (const [form, why] of lost) form.likeliness.why.push(why)
  return some.filter((one) => !unfounded.has(one))
}
