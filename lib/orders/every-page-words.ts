import type { EveryPage } from './page-answers'

/**
 * "Every page has answered 503 since 02:10.", "Nearly every page answered 502 or 503 from 02:10 to 02:31.",
 * "Every page has answered 302, where it answered 200 before, since 16:30."
 */
export function everyPageSentence(everyPage: EveryPage, at: (ms: number) => string): string {
  const { statuses, before, isNearly, sinceMs, untilMs } = everyPage
  const pages = isNearly ? 'Nearly every page' : 'Every page'
  const was = before === undefined ? '' : `, where it answered ${before} before,`
  const answers = `${statuses.join(' or ')}${was}`
  return untilMs === null
    ? `${pages} has answered ${answers} since ${at(sinceMs)}.`
    : `${pages} answered ${answers} from ${at(sinceMs)} to ${at(untilMs)}.`
}
