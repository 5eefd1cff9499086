import { countOne, mostFrequent, mostOf } from '@/lib/orders/expected/counts'
import { minuteMs } from '@/lib/time'
import type { Visit } from '@/lib/visits/visits'
import type { EveryPage, EveryPageSpell, PageAnswer } from './every-page'
import { newManyPages } from './many-pages'
import type { Failure } from './trouble'

/** A page's answer since the last time that pages were answered well. */
interface Run {
  /** The last good answer before it. */
  beforeMs: number
  sinceMs: number
  lastMs: number
  failed: number
  answered: number
  /** Of these, before the last failure. */
  between: number
  keys: Set<string>
  visits: Set<Visit>
  statuses: Map<number, number>
  before: Map<number, number>
  /** Where people are sent: pages that are new, or that they asked for at once. */
  places: Set<string>
}

/** The answer to a person, with how it failed. */
export interface JudgedAnswer extends PageAnswer {
  failure: Failure | null
  usualStatus: number | null
}

const maxKeys = 5_000
const maxVisits = 1_000
const leastKeys = 2
const leastVisits = 3
/** So few good answers are those of a cache. */
const mostAnswered = 0.1
/** What fails is as a rule such a share of what is asked for: more of it would have been answered well. */
const mostAsked = 0.6
// That nobody asks for another page by chance.
const unlikely = 0.005
const leastOfStatuses = 0.1
/** A cache answers no more in succession while every page fails. */
const mostInRow = 3
/** Good answers, of the visits that are sent elsewhere: with more, the way to an order is open behind what sends them. */
const mostOpen = 0.3
/** So many visits, over such a time, are sent away before that is trouble by itself. */
const shut = { visits: 8, ms: 5 * minuteMs }
/** A browser goes where it is sent at once. */
const sentMs = 3_000

/** Follows whether all pages fail. */
function newEveryPage() {
  const usual = new Map<string, number>()
  let total = 0
  let lastGoodMs = 0
  let run: Run | null = null
  /** The last time that every page failed. */
  let past: EveryPage | null = null

  /** Whether so few places take the place of the pages that it is no move of the site. */
  const isToFew = ({ places, keys }: Run) => places.size < Math.max(leastKeys, keys.size)

  function seePlace(key: string): boolean {
    if (!run) return false
    if (run.places.size < maxKeys) run.places.add(key)
    return isToFew(run)
  }

  function seeGood({ key, atMs }: Pick<PageAnswer, 'key' | 'atMs'>) {
    lastGoodMs = atMs
    if (usual.has(key) || usual.size < maxKeys) countOne(usual, key)
    total += 1
    if (!run) return
    run.answered += 1
    if (run.answered <= mostAnswered * run.failed) return
    past = isEvery(run) ? { ...summary(run), untilMs: run.lastMs } : past
    run = null
  }

  /** Whether the pages that fail are nearly all, or else nobody asks for the others any more. */
  function isEvery({ keys, visits }: Run, least = leastKeys): boolean {
    if (keys.size < least || visits.size < leastVisits || total === 0) return false
    const share = [...keys].reduce((sum, key) => sum + (usual.get(key) ?? 0), 0) / total
    return share >= mostAsked || share ** visits.size <= unlikely
  }

  function summary({ sinceMs, between, statuses, before }: Run): EveryPage {
    const most = mostFrequent(statuses, leastOfStatuses)
    const was = mostOf(before)
    const said = { sinceMs, untilMs: null, statuses: most, isNearly: between > 0 }
    return was === null ? said : { ...said, before: was }
  }

  const isClosed = () => run !== null && isToFew(run) && run.answered <= mostOpen * run.visits.size

  return {
    seeGood,
    /** A page that is answered well, to somebody who may have been sent to it. */
    seeSentOn(answer: PageAnswer, isSent: boolean) {
      const { key } = answer
      // What is asked for since pages fail, and was not before, may be what they send to.
      const isNew = run !== null && !usual.has(key)
      const isPlace = (isNew || isSent) && seePlace(key)
      if (!isNew && !isPlace) seeGood(answer)
    },
    /** Whether the pages lead to few places, and hardly any visit sees another one. */
    isClosed,
    /** Whether that has gone on for so long, and for so many, that nobody gets in any more. */
    isShut: () =>
      run !== null &&
      isClosed() &&
      isEvery(run) &&
      run.visits.size >= shut.visits &&
      run.lastMs - run.sinceMs >= shut.ms,
    seeFailure({ key, status, visit, atMs }: PageAnswer, usualStatus: number | null = null) {
      run ??= {
        ...{ beforeMs: lastGoodMs, sinceMs: atMs, lastMs: atMs },
        ...{ failed: 0, answered: 0, between: 0 },
        ...{ keys: new Set(), visits: new Set(), statuses: new Map(), before: new Map() },
        places: new Set(),
      }
      run.failed += 1
      run.lastMs = atMs
      run.between = run.answered
      if (run.keys.size < maxKeys) run.keys.add(key)
      if (run.visits.size < maxVisits) run.visits.add(visit)
      countOne(run.statuses, status)
      if (usualStatus !== null) countOne(run.before, usualStatus)
    },
    /** What fails now, as far as pages have been asked for; null when they are answered well again, however long they were not. */
    spell(): EveryPageSpell | null {
      if (!run || run.answered - run.between > mostInRow) return null
      const { beforeMs, sinceMs, lastMs, answered, visits } = run
      return {
        ...{ beforeMs, sinceMs, lastMs },
        statuses: mostFrequent(run.statuses, leastOfStatuses),
        // Whoever is turned away asks for one page alone.
        isEvery: isEvery(run, 1),
        isAlone: answered === 0 && visits.size >= leastVisits,
      }
    },
    last: (): EveryPage | null => (run && isEvery(run) ? summary(run) : past),
  }
}

const isPage = ({ status }: PageAnswer) => status < 300 || status === 304

/** Follows whether all pages fail, or send people elsewhere than before. */
export function newPageAnswers() {
  const failing = newEveryPage()
  const sending = newEveryPage()
  const many = newManyPages()
  /** When each visit was sent elsewhere last, epoch ms. */
  const sent = new WeakMap<Visit, number>()

  return {
    /** Whoever asks. Redirects, and what is not there, say nothing of whether pages fail. */
    see(answer: PageAnswer) {
      if (answer.status >= 500) failing.seeFailure(answer)
      else if (isPage(answer)) failing.seeGood(answer)
    },
    seeJudged({ failure, usualStatus, ...answer }: JudgedAnswer) {
      if (answer.status >= 500 || isPage(answer)) many.see(answer)
      const { status, visit, atMs } = answer
      const isSent = status >= 300 && status < 400
      if (isSent) sent.set(visit, atMs)
      if (isSent && (failure === 'otherwise' || failure === 'loop'))
        sending.seeFailure(answer, usualStatus)
      // A redirect that is usual, as after a form, may be the new one.
      else if (failure === null && isPage(answer))
        sending.seeSentOn(answer, atMs - (sent.get(visit) ?? Number.NEGATIVE_INFINITY) <= sentMs)
    },
    /** Whether every page sends people to another place with this status for now. */
    isOfEvery(status: number): boolean {
      if (status < 300 || status >= 400 || !sending.isClosed()) return false
      const every = sending.last()
      return every?.untilMs === null && every.statuses.includes(status)
    },
    /** Whether every page sends people to few other places, and nobody gets in any more. */
    isShut: sending.isShut,
    /** The last time that every page failed; null before any. */
    everyPage: failing.last,
    /** The last time that pages all over the site failed, each now and then; null before any. */
    manyPages: many.last,
    /** The last times that pages failed all over the site, where these are over; `isPart`: each now and then. */
    over: () =>
      [failing.last(), many.over()].flatMap((all) =>
        all === null || all.untilMs === null
          ? []
          : [{ sinceMs: all.sinceMs, untilMs: all.untilMs, isPart: all.share !== undefined }],
      ),
    /** The last time that every page sent people elsewhere than before; null before any. */
    everySent: sending.last,
    /** In which pages fail, or send people elsewhere, now. */
    spells: { failing: failing.spell, sending: sending.spell },
  }
}

export type PageAnswers = ReturnType<typeof newPageAnswers>
