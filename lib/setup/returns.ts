import type { Match } from '@/lib/shop/steps'
import type { VisitRequest } from '@/lib/visits/visits'
import type { Observed } from './observe'
import type { Outcome } from './outcome'
import { hostIn, newOwnHost } from './own-host'
import type { Meaning } from './words'

interface Asked {
  kind: { match: Match; meaning: Meaning; outcome: Outcome | null }
  request: VisitRequest
}

/** How people came back in a visit from another site, such as that of a payment provider. */
interface Returns {
  /** Of each request: whether it came back, or was led on at once from one that did. */
  isReturn: readonly boolean[]
  /** Places of the first and the last request that may have sent people to pay. */
  firstForm: number
  lastForm: number
}

const redirects = new Set([301, 302, 303, 307, 308])
// A browser follows a redirect at once.
const maxLedOnMs = 10_000

export const isRedirect = ({ status }: Pick<VisitRequest, 'status'>): boolean =>
  redirects.has(status)

/** Whether a request may be what sends an order or people to pay: a form, or a link that leads elsewhere. */
function isForm({ kind: { match, meaning, outcome }, request }: Asked): boolean {
  if (meaning.isOther || meaning.chooses || outcome !== null) return false
  if (match.method === 'POST' || match.method === 'PUT') return true
  return match.method === 'GET' && meaning.orders !== '' && isRedirect(request)
}

const isWithin = (host: string, other: string) => host === other || host.endsWith(`.${other}`)

/** Reads how people came back in a visit, for the site whose visits these are. */
export function newReturns(visits: Observed['visits']) {
  const ownHost = newOwnHost()
  for (const { requests } of visits) for (const { referer } of requests) ownHost.see(referer)
  const own = ownHost.host()

  function isForeign(referer: string): boolean {
    const host = hostIn(referer)
    return own !== null && host !== null && !isWithin(host, own) && !isWithin(own, host)
  }

  return (asked: readonly Asked[]): Returns => {
    const isReturn: boolean[] = []
    let firstForm = Number.POSITIVE_INFINITY
    let lastForm = Number.NEGATIVE_INFINITY
    for (const [at, one] of asked.entries()) {
      const { kind, request } = one
      const before = asked[at - 1]?.request
      const isLedOn =
        isReturn[at - 1] === true &&
        before !== undefined &&
        isRedirect(before) &&
        request.timeMs - before.timeMs <= maxLedOnMs
      const isBack =
        firstForm < at &&
        kind.outcome !== 'not paid' &&
        (kind.outcome === 'paid' || isForeign(request.referer) || isLedOn)
      isReturn.push(isBack)
      if (isBack || !isForm(one)) continue
      firstForm = Math.min(firstForm, at)
      lastForm = at
    }
    return { isReturn, firstForm, lastForm }
  }
}
