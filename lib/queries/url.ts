import { every, type Fragment, insights } from './insights'
import { failedAsViewed, isRequest, type QueryContext, where } from './query'

/** The requests to the URL that the view names: all, or the failed ones. */
export function ofUrl(context: QueryContext, which: 'all' | 'failed'): Fragment {
  const isUrl = insights`request = ${context.view.request ?? ''}`
  const isWanted = which === 'failed' ? failedAsViewed(context) : isRequest
  return where(context, every([isUrl, isWanted]))
}
