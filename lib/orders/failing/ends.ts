import { hourMs, minuteMs } from '@/lib/time'
import { answersNeeded, isAnsweredAgain, seemsAnsweredAgain } from './answered-again'
import type { Spell } from './failure-sums'
import type { Outcomes } from './group-outcomes'
import type { RequestWatch, Watched } from './request-watch'
import { togetherMs } from './together'
import type { Failure } from './trouble'

/** What tells whether people still need what nobody asks for. */
export interface Need {
  /** Whether a request is one of the way to an order. */
  isOfWay: (request: { key: string; step: number }) => boolean
  /** Whether orders come as they should since a moment, epoch ms. */
  areSold: (sinceMs: number) => boolean
  /** Whether so many have come since a moment that some would have asked for a request. */
  areDue: (request: { key: string }, sinceMs: number) => boolean
  /** Times in which pages failed all over the site, which are over; `isPart`: each now and then. */
  ofAllPages: readonly { sinceMs: number; untilMs: number; isPart: boolean }[]
}

const leastQuietMs = 4 * minuteMs
/** What begins or ends so near to another does so with it. */
export const atOnceMs = 2 * minuteMs
const maxQuietMs = 3 * hourMs
// Programs call when something happens, which may be once in some hours.
const maxQuietOfCallbackMs = 12 * hourMs
/** A group that stays away for longer may not come again; a shop of regular hours opens again within a night. */
const longestAwayMs = 12 * hourMs
const longestNightMs = 18 * hourMs
const leastCalledMs = 72 * hourMs
const leastCalls = 50
// So many failures in a row are no stray ones.
const leastInRow = 3
/** Whoever needs what fails so often does not get on. */
const nearlyAll = 0.9
/** So many good answers of others without one of the page: people no longer ask for it. */
const leastOfOthers = 60
/** So many, over such a time in which orders come as they should: it is not what keeps anybody from ordering. */
const leftAlone = { others: 20, ms: 15 * minuteMs }
/** A share that varies by so much is the same by chance. */
const asEver = 1.5

/** Whether nobody got what they asked for. */
const isNoAnswer: Record<Failure, boolean> = {
  ...{ error: true, refused: true, gone: true, loop: true, otherwise: true, back: true },
  ...{ slow: false, short: false },
}

/** Of one page among many those of its own path, until nobody seems to ask for it any more. */
function ofSpell(
  { failure, answeredSince }: RequestWatch,
  { failed, answered, paths }: Spell,
): Outcomes {
  const isOwn = (failure === 'error' || failure === 'gone') && answeredSince < leastOfOthers
  return (isOwn ? paths.ofOne() : null) ?? { failed, answered, answeredSince }
}

/** What became of it, from the beginning by which most good answers are needed until it is over. */
export function outcomesOf(watch: RequestWatch, spell: Spell): Outcomes {
  const own = ofSpell(watch, spell)
  const { earlier } = watch.sums
  if (earlier.length === 0) return own
  return earlier
    .map((one) => ofSpell(watch, one))
    .reduce((most, one) => (answersNeeded(one) > answersNeeded(most) ? one : most), own)
}

export function isNearlyAll(watch: RequestWatch, spell: Spell): boolean {
  const { failed, answered, answeredSince } = outcomesOf(watch, spell)
  return failed >= nearlyAll * (failed + answered - answeredSince)
}

const isQuiet = ({ lastMs }: RequestWatch, nowMs: number) => nowMs - lastMs >= leastQuietMs

/** Whether it is answered well again: that others are says little of the group that met it, unless one of the group is too. */
export function isMended(watch: RequestWatch, spell: Spell, nowMs: number): boolean {
  if (!isQuiet(watch, nowMs)) return false
  const group = spell.groups.ofDistinct()
  const isAgain = isAnsweredAgain(outcomesOf(watch, spell)) || watch.asUsual.isSure(spell.failed)
  if (group === null) return isAgain && !spell.groups.isOneLeftOut()
  const { failed, answered } = spell
  const isAnswered = isAnsweredAgain({ failed, answered, answeredSince: watch.answeredSince })
  return isAnsweredAgain(group) || (isAnswered && group.answeredSince > 0)
}

/** Whether it failed as pages all over the site did, which is over, and has been answered well since. */
export const isMendedWithAll = (
  watch: RequestWatch,
  spell: Spell,
  nowMs: number,
  { ofAllPages }: Need,
): boolean =>
  watch.failure === 'error' &&
  watch.answeredSince > 0 &&
  isQuiet(watch, nowMs) &&
  ofAllPages.some(
    ({ sinceMs, untilMs, isPart }) =>
      watch.lastMs <= untilMs &&
      // Of what comes now and then each page has its own beginning.
      (spell.sinceMs >= sinceMs - togetherMs || (isPart && !isNearlyAll(watch, spell))),
  )

/** Whether nobody asks any more for the one page of many that failed, others are answered well and orders come as they should. */
export const isLeftAlone = (
  { failure, answeredSince, lastMs }: RequestWatch,
  { paths }: Spell,
  nowMs: number,
  { areSold }: Need,
): boolean =>
  failure === 'error' &&
  answeredSince >= leftAlone.others &&
  nowMs - lastMs >= leftAlone.ms &&
  paths.ofOne() !== null &&
  areSold(lastMs)

/** Whether it may be over. That others are answered well says nothing of the group that met it. */
export const seemsOver = (watch: RequestWatch, spell: Spell, nowMs: number): boolean =>
  isQuiet(watch, nowMs) && seemsAnsweredAgain(spell.groups.ofDistinct() ?? outcomesOf(watch, spell))

/** Whether it fails as it has on each of the last days. */
export const isAsEver = ({ days }: RequestWatch, { failed, answered }: Spell): boolean =>
  failed <= asEver * days.share * (failed + answered)

/** What broke with another request in the same way, and has not failed since, is mended with it. */
export const isPartOf = (
  watch: RequestWatch,
  spell: Spell,
  other: RequestWatch,
  otherSpell: Spell,
): boolean =>
  watch.failure === other.failure &&
  spell.failed <= otherSpell.failed &&
  spell.sinceMs >= otherSpell.sinceMs - atOnceMs &&
  watch.lastMs <= other.lastMs + atOnceMs

/** Whether only programs send it, and did so for days before a moment. */
export const isCallback = (
  { method, isByPeople, total, firstMs }: Watched,
  sinceMs: number,
): boolean =>
  method === 'POST' && !isByPeople && total >= leastCalls && sinceMs - firstMs >= leastCalledMs

/** Whether nobody has asked for it for so long that it is not known whether it would fail. */
export const isUnasked = (
  { lastMs, request }: RequestWatch,
  { sinceMs }: Spell,
  nowMs: number,
): boolean => nowMs - lastMs > (isCallback(request, sinceMs) ? maxQuietOfCallbackMs : maxQuietMs)

/** Whether it still failed when nobody asked for it any more, and what people need of it has not come otherwise. */
export function isUnproven(
  watch: RequestWatch,
  spell: Spell,
  nowMs: number,
  { isOfWay, areSold, areDue }: Need,
): boolean {
  const { request, failure, lastMs, failedInRow } = watch
  if (!isNoAnswer[failure] || !request.isByPeople || !isOfWay(request)) return false
  const quietMs = nowMs - lastMs
  const group = spell.groups.ofDistinct()
  // The others' orders say nothing of the group.
  if (group)
    return quietMs <= longestAwayMs && group.failed >= leastInRow && group.answeredSince === 0
  // Orders that come may be of those who need another, as the form of another language; a refusal may be intended.
  const mayBeNeeded = failure === 'error' && quietMs <= longestNightMs && !areDue(request, lastMs)
  if (failedInRow >= leastInRow) return mayBeNeeded || !areSold(lastMs)
  // Some got through: their orders are no sign, but a night in which nobody asks is none either.
  return quietMs <= longestNightMs && !seemsAnsweredAgain(outcomesOf(watch, spell))
}
