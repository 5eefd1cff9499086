import { every, type Fragment, insights } from './insights'
import { failedAsViewed, isRequest, where } from './query'
import type { QueryContext } from './query-context'
import { pathCondition } from './steps'

/** Whether a request is for a path or, with `*`, for one that fits the pattern. */
export const isRequestNamed = (request: string): Fragment =>
  request.includes('*') ? pathCondition([request]) : insights`request = ${request}`

/** The requests to the URL that the view names: all, or the failed ones. */
export function ofUrl(context: QueryContext, which: 'all' | 'failed'): Fragment {
  const isUrl = isRequestNamed(context.view.request ?? '')
  const isWanted = which === 'failed' ? failedAsViewed(context) : isRequest
  return where(context, every([isUrl, isWanted]))
}
