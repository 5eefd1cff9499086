import { maskAddresses } from '@/lib/mask'
import { addressRules, needsOf } from '@/lib/mask-rules'
import { escaped } from '@/lib/shop/escaped'
import { every, type Fragment, insights, regex } from './insights'
import { failedAsViewed, isRequest, where } from './query'
import type { QueryContext } from './query-context'
import { pathCondition } from './steps'

/** Whether a request is for a path or, with `*`, for one that fits the pattern. */
export const isRequestNamed = (request: string): Fragment =>
  request.includes('*') ? pathCondition([request]) : insights`request = ${request}`

const octets = String.raw`\d{1,3}(?:(?:\.|%(?:25)*2e)\d{1,3}){2}`
const groups = '[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,2}'
/** What pages show of an address within a path: its network, or a host name without the numbers that tell. */
const hidden = new RegExp(
  String.raw`(${octets})\.0/24|(${groups})::/48|(?<![0-9a-z])x([-_.]\d{1,3}[-_.]\d{1,3}[-_.])x(?![0-9a-z])`,
  'gi',
)

/** What may stand where pages show this. */
function whatIsHidden([, v4, v6, inName]: RegExpExecArray): string {
  if (v4 !== undefined) return String.raw`${escaped(v4)}(?:[^/]{2,60}|\.0/24)`
  if (v6 !== undefined) return `${escaped(v6)}(?:[^/]{2,80}|::/48)`
  return `(?:[0-9]{1,3}|x)${escaped(inName ?? '')}(?:[0-9]{1,3}|x)`
}

/**
 * The requests for a path as pages show it: one that names an address is asked for by the address's
 * network, so that nobody finds out by trying which of its addresses it was.
 */
function isShown(request: string, { steps }: QueryContext['site']): Fragment {
  if (request.includes('*')) {
    const isOfSteps = steps.some(({ match }) => match.some(({ path }) => path === request))
    const fits = pathCondition([request])
    if (isOfSteps) return fits
    const address = regex(`(?i)${needsOf(addressRules)}`)
    return every([fits, insights`request not like ${address}`])
  }
  const shown = maskAddresses(request)
  let source = ''
  let at = 0
  for (const found of shown.matchAll(hidden)) {
    source += escaped(shown.slice(at, found.index)) + whatIsHidden(found)
    at = found.index + found[0].length
  }
  if (at === 0) return insights`request = ${shown}`
  return insights`request like ${regex(`^${source}${escaped(shown.slice(at))}$`)}`
}

/** The requests to the URL that the view names: all, or the failed ones. */
export function ofUrl(context: QueryContext, which: 'all' | 'failed'): Fragment {
  const isUrl = isShown(context.view.request ?? '', context.site)
  const isWanted = which === 'failed' ? failedAsViewed(context) : isRequest
  return where(context, every([isUrl, isWanted]))
}
