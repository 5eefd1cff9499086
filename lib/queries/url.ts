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
/** What pages show of an address within a path, and what may stand there. */
const networks = [
  { shown: new RegExp(String.raw`(${octets})(\.0/24)`, 'gi'), hidden: '[^/]{2,60}' },
  { shown: new RegExp(`(${groups})(::/48)`, 'gi'), hidden: '[^/]{2,80}' },
  { shown: /(^|[^0-9a-z])(x)(?=[-_.]\d{1,3}[-_.]\d{1,3}[-_.]x)/gi, hidden: '[0-9]{1,3}' },
  { shown: /(\d[-_.])(x)(?![0-9a-z])/gi, hidden: '[0-9]{1,3}' },
]

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
  const found = networks.filter((network) => shown.search(network.shown) >= 0)
  if (found.length === 0) return insights`request = ${shown}`
  const mark = '\u0000'
  const marked = found.reduce(
    (text, network, at) => text.replace(network.shown, `$1${mark}${at}$2${mark}`),
    shown,
  )
  const source = marked
    .split(mark)
    .map((part, at) => {
      if (at % 2 === 0) return escaped(part)
      const network = found[Number(part[0])]
      return `(?:${network?.hidden}|${escaped(part.slice(1))})`
    })
    .join('')
  return insights`request like ${regex(`^${source}$`)}`
}

/** The requests to the URL that the view names: all, or the failed ones. */
export function ofUrl(context: QueryContext, which: 'all' | 'failed'): Fragment {
  const isUrl = isShown(context.view.request ?? '', context.site)
  const isWanted = which === 'failed' ? failedAsViewed(context) : isRequest
  return where(context, every([isUrl, isWanted]))
}
