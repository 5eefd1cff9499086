import { counted } from '@/lib/format'
import { amongCounts } from '@/lib/orders/words/among-words'
import { manyPages } from '@/lib/orders/words/every-page-words'
import { lasting, lastSeenOf, onOrAt } from '@/lib/orders/words/lasting'
import { isSameAnswer, nameOf } from '@/lib/orders/words/request-name'
import { minuteMs } from '@/lib/time'
import { visible } from '@/lib/visible'
import type { Blamed, Incident } from './incidents'

type Culprit = NonNullable<Incident['report']['culprit']>

interface Words {
  /** How moments are written. */
  at: (ms: number) => string
  /** How text of the log is written: in one line, and nothing of it hidden. */
  code?: (text: string) => string
}

/** "answered 500", as far as a status tells what was the matter. */
function failed({ status, before, failure }: Culprit, goesOn: boolean, have = 'has'): string {
  const [has, hasSent] = goesOn ? [`${have} answered`, 'has sent'] : ['answered', 'sent']
  if (before !== undefined) return `${has} ${status}, where it answered ${before} before,`
  if (failure === 'short') return `${has} ${status} with far fewer bytes than usual`
  if (failure === 'back') return `${hasSent} visitors back to a page before it (${status})`
  if (status >= 400) return `${has} ${status}`
  return status >= 300 ? `${hasSent} visitors in a circle (${status})` : `${has} slowly`
}

const when = (incident: Incident, { at }: Words) => {
  const { fromMs } = incident
  const lastMs = lastSeenOf(incident)
  return lastMs === null
    ? `since ${at(fromMs)}`
    : `for ${lasting(lastMs - fromMs)} from ${at(fromMs)}`
}

/** For so long those order who were past what fails when that began: orders stop with it. */
const pastItMs = 5 * minuteMs

/** What an incident was, in a sentence that stays true when it is over. */
export function headlineOf(incident: Incident, words: Words): string {
  const { report, untilMs, seemsOverMs } = incident
  if (untilMs !== null || seemsOverMs === undefined) return sentenceOf(incident, words)
  if (report.kind === 'no-traffic')
    return `${sentenceOf(incident, words).replace(/\.$/, '')}; lines arrive again.`
  if (report.kind === 'orders-stopped')
    return `${sentenceOf({ ...incident, seemsOverMs: undefined }, words)} What was wrong has not been seen since ${words.at(seemsOverMs)}.`
  return `${sentenceOf(incident, words)} It is not known yet whether that is over.`
}

function sentenceOf(incident: Incident, words: Words): string {
  const { report, fromMs, lastOrderMs, orders } = incident
  const { at, code = visible } = words
  const { kind, culprit } = report
  const goesOn = lastSeenOf(incident) === null
  const low = `Orders ${goesOn ? 'have been' : 'were'} low ${when(incident, words)}`
  switch (kind) {
    case 'orders-stopped': {
      if (report.stoppedMs !== undefined && !culprit)
        return `${low}, and ${lastOrderMs !== report.stoppedMs ? 'all but ' : ''}stopped ${onOrAt(at(report.stoppedMs))}.`
      const laterMs = lastOrderMs !== null && lastOrderMs > fromMs ? lastOrderMs : null
      if (culprit && laterMs !== null && laterMs - fromMs > pastItMs)
        return `${low}, and stopped ${onOrAt(at(laterMs))}.`
      const stopped = laterMs !== null && !culprit ? 'all but stopped' : 'stopped'
      const areGone = laterMs === null ? orders === 0 : culprit !== null
      return goesOn
        ? `Orders ${stopped} ${onOrAt(at(areGone && laterMs !== null ? laterMs : fromMs))} and ${areGone ? 'have not' : 'have hardly'} come back.`
        : `Orders ${stopped} ${when(incident, words)}.`
    }
    case 'orders-low':
      return `${low}.`
    case 'no-traffic':
      return `Nothing ${goesOn ? 'has been' : 'was'} logged ${when(incident, words)}.`
    default:
      if (!culprit) return report.headline
      if (report.pages === 'many')
        return `${manyPages} ${failed(culprit, goesOn, 'have')} ${when(incident, words)}.`
      return `${report.pages === 'every' ? 'Every page' : code(nameOf(culprit))} ${failed(culprit, goesOn)} ${when(incident, words)}.`
  }
}

/** Who met a request, and that those of its other addresses are among them. */
function metBy({ among, visits, elsewhere }: Blamed, code: (text: string) => string): string {
  if (among) return `${amongCounts(among, code)}${elsewhere > 0 ? ` ${alsoOf(elsewhere)}` : ''}`
  if (visits === 0) return 'Only programs send it: no visit met it.'
  const others = elsewhere > 0 ? ` ${alsoOf(elsewhere)}` : ''
  return `${counted(visits, 'visit')} ${visits === 1 ? 'was' : 'were'} affected.${others}`
}

/** "4 failures of other addresses are counted with it." */
const alsoOf = (elsewhere: number) =>
  `${counted(elsewhere, 'failure')} at other addresses ${elsewhere === 1 ? 'is' : 'are'} counted with it.`

const maxNamed = 3

/** "POST /de/kasse failed with it." */
function failedWith(others: readonly Blamed[], code: (text: string) => string): string {
  const names = others.slice(0, maxNamed).map((one) => code(nameOf(one)))
  const more = others.length - names.length
  const all = more > 0 ? [...names, counted(more, 'other')] : names
  const [last, ...before] = all.toReversed()
  if (last === undefined) return ''
  return `${before.length > 0 ? `${before.toReversed().join(', ')} and ` : ''}${last} failed with it.`
}

/** "since 11:57", "from 11:57 to 12:58". */
function span({ sinceMs, lastMs }: Blamed, goesOn: boolean, at: Words['at']): string {
  if (goesOn) return `since ${at(sinceMs)}`
  return `from ${at(sinceMs)} ${lastMs === undefined ? 'on' : `to ${at(lastMs)}`}`
}

/** The request to blame and who met it, as far as the headline does not say. */
export function culpritOf(incident: Incident, { at, code = visible }: Words): string | null {
  const { report, blamed } = incident
  const { culprit, kind } = report
  if (!culprit) return null
  const its = blamed.find((one) => isSameAnswer(one, culprit))
  const others = failedWith(
    blamed.filter((one) => one !== its && one.visits > 0 && one.status >= 400),
    code,
  )
  const met = [its && metBy(its, code), its && others].filter(Boolean).join(' ')
  if (kind === 'failing' || kind === 'not-configured') return met === '' ? null : met
  const name = code(nameOf(culprit))
  const since = its ? ` ${span(its, lastSeenOf(incident) === null, at)}` : ''
  const what = `${name} ${failed(culprit, lastSeenOf(incident) === null)}${since}`.replace(/,$/, '')
  return `${what}. ${met}`.trim()
}

/** What an incident that goes on waits for. */
export function allClearWhen({ report, seemsOverMs }: Incident): string {
  if (seemsOverMs !== undefined && report.kind !== 'no-traffic')
    return 'not yet: what was wrong is not seen any more, and it is not known yet whether it is over'
  switch (report.kind) {
    case 'no-traffic':
      if (seemsOverMs !== undefined)
        return 'not yet: lines arrive again, and the next order will show whether the shop sells'
      return 'not yet: it comes when lines arrive again'
    case 'failing':
    case 'not-configured':
      return 'not yet: it comes when the request is answered well again'
    default:
      return 'not yet: it comes when orders are back to normal'
  }
}
