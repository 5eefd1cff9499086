import type { EveryPage } from './page-answers'

/** "Every page has answered 503 since 02:10.", "Nearly every page answered 502 or 503 from 02:10 to 02:31." */
export function everyPageSentence(everyPage: EveryPage, at: (ms: number) => string): string {
  const { statuses, isNearly, sinceMs, untilMs } = everyPage
  const pages = isNearly ? 'Nearly every page' : 'Every page'
  const answers = statuses.join(' or ')
  return untilMs === null
    ? `${pages} has answered ${answers} since ${at(sinceMs)}.`
    : `${pages} answered ${answers} from ${at(sinceMs)} to ${at(untilMs)}.`
}
