import { every, type Fragment, insights } from './insights'
import { isFailed, isRequest, type QueryContext, where } from './query'

/** The requests to the URL that the view names: all, or the failed ones. */
export function ofUrl(context: QueryContext, which: 'all' | 'failed'): Fragment {
  const conditions = [insights`request = ${context.view.request ?? ''}`]
  conditions.push(which === 'failed' ? isFailed : isRequest)
  if (which === 'failed' && context.view.status !== undefined) {
    conditions.push(insights`status = ${context.view.status}`)
  }
  return where(context, every(conditions))
}
