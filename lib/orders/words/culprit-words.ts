import { allOf, anyOf, full, moment } from '@/lib/format'
import { answersNeeded } from '@/lib/orders/failing/answered-again'
import { areOneStep } from '@/lib/orders/failing/together'
import type { Candidate } from '@/lib/orders/watch/shop-state'
import { visible } from '@/lib/visible'
import { shareOfOthers } from './among-words'
import { failingShare } from './failing-share'
import { onOrAt } from './lasting'
import { nameOf } from './request-name'
import { unaskedSentence } from './unasked-words'

/** Of what is answered otherwise too, with what was usual. */
function answers({ status, statuses, usualStatus }: Candidate): string {
  const before = usualStatus === null ? '' : `, where it answered ${usualStatus} before,`
  return `answered ${anyOf(statuses ?? [status])}${before}`
}

const verbs: Record<Candidate['failure'], (candidate: Candidate) => string> = {
  error: answers,
  refused: answers,
  gone: answers,
  slow: () => 'answered slowly',
  short: (candidate) => `${answers(candidate)} with far fewer bytes than usual`,
  loop: ({ status }) => `sent visitors in a circle (${status})`,
  back: ({ status }) => `sent visitors back to a page before it (${status})`,
  otherwise: answers,
}

const notSince: Record<Candidate['failure'], string> = {
  error: 'has not failed',
  refused: 'has refused nobody',
  gone: 'has not been missing',
  slow: 'has not been slow',
  short: 'has answered in full',
  loop: 'has sent nobody in a circle',
  back: 'has sent nobody back',
  otherwise: 'has answered as before',
}

/**
 * "GET /cafe/menu.php has answered 500 to every request since 10:41."; once it may be over, "GET /cafe/menu.php
 * answered 500 to every request from 10:41 to 10:58."
 */
export function culpritSentence(
  culprit: Candidate,
  isOver: boolean,
  at: (ms: number) => string,
): string {
  const { method, path: request, route, sinceMs, lastMs, among, failure } = culprit
  const to = failure === 'loop' || failure === 'back' ? 'in' : 'to'
  const others = among ? `; ${shareOfOthers(among, to)}` : ''
  const like = culprit.isOnOthers ? ', like other pages,' : ''
  const did = `${isOver ? '' : 'has '}${verbs[failure](culprit)}`
  const { answered, answeredSince, asking } = culprit
  const then = isOver ? Math.max(0, answered - answeredSince) : answered
  const asked = asking && { ...asking, visits: isOver ? asking.untilLast : asking.visits }
  const share = failingShare({ ...culprit, answered: then, asking: asked })
  const when = isOver ? `from ${at(sinceMs)} to ${at(lastMs)}` : `since ${at(sinceMs)}`
  return `${visible(nameOf({ method, request, route }))}${like} ${did} ${to} ${share} ${when}${others}.`
}

const maxLikewise = 3

/** Other requests of the same step that fail as the culprit does: "POST /fr/caisse has failed in the same way since 08:31." */
export function likewiseSentence(
  culprit: Candidate,
  candidates: readonly Candidate[],
  at: (ms: number) => string,
): string {
  if (culprit.among || culprit.seemsOver) return ''
  const others = candidates
    .filter((one) => one.key !== culprit.key && areOneStep(one, culprit) && !one.seemsOver)
    .slice(0, maxLikewise)
  if (others.length === 0) return ''
  const names = others.map(({ path, ...one }) => visible(nameOf({ ...one, request: path })))
  const have = others.length === 1 ? 'has' : 'have'
  const since = at(Math.min(...others.map(({ sinceMs }) => sinceMs)))
  return `${allOf(names)} ${have} failed in the same way since ${since}.`
}

/** How near a request is to its end: good answers of one whose failures come and go may be a gap between two. */
export function againSentence(culprit: Candidate, now: number, zone: string): string {
  const { outcomes, lastMs, among, answered } = culprit
  const { answeredSince } = outcomes
  // The good answers of others, than a group or than the page that is named, are no sign.
  if (among || answeredSince < 2 || answeredSince > answered) return ''
  const needed = answersNeeded(outcomes)
  const still = needed > answeredSince ? `; it is over after ${full(needed)} in a row` : ''
  return `The last failure was ${onOrAt(moment(lastMs, now, zone))}, with ${full(answeredSince)} good answers since${still}.`
}

/** That what failed may be over, and why that is not known yet. */
export function overSentence(culprit: Candidate, at: (ms: number) => string): string {
  const { path: request, failure, lastMs, isUnasked } = culprit
  if (isUnasked) return unaskedSentence(culprit, at(lastMs))
  return `${visible(nameOf({ ...culprit, request }))} ${notSince[failure]} since ${at(lastMs)}: it is not known yet whether it is over.`
}
