import { anyOf, full } from '@/lib/format'
import type { EveryPage } from '@/lib/orders/failing/every-page'

/** What fails when all of the site does now and then. */
export const manyPages = 'Pages all over the site'

/**
 * "Every page has answered 503 since 02:10.", "Nearly every page answered 502 or 503 from 02:10 to 02:31.",
 * "Every page has answered 302, where it answered 200 before, since 16:30.", "Pages all over the site have answered 503 to 239 of 800 requests since 08:04."
 */
export function everyPageSentence(everyPage: EveryPage, at: (ms: number) => string): string {
  const { statuses, before, isNearly, sinceMs, untilMs, share } = everyPage
  const pages = share ? manyPages : isNearly ? 'Nearly every page' : 'Every page'
  const has = share ? 'have' : 'has'
  const was = before === undefined ? '' : `, where it answered ${before} before,`
  const of = share ? ` to ${full(share.failed)} of ${full(share.asked)} requests` : ''
  const answers = `${anyOf(statuses)}${was}${of}`
  return untilMs === null
    ? `${pages} ${has} answered ${answers} since ${at(sinceMs)}.`
    : `${pages} answered ${answers} from ${at(sinceMs)} to ${at(untilMs)}.`
}
