import { every, type Fragment, insights } from './insights'
import { type Ask, isFailed, where } from './query'

/** The requests to the one URL that the view names, and of these, when asked, the failed ones. */
export function ofUrl(ask: Ask, which: 'all' | 'failed'): Fragment {
  const conditions = [insights`request = ${ask.view.request ?? ''}`]
  if (which === 'failed') conditions.push(isFailed)
  if (which === 'failed' && ask.view.status !== undefined) {
    conditions.push(insights`status = ${ask.view.status}`)
  }
  return where(ask, every(conditions))
}
