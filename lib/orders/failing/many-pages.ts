import { countOne, mostFrequent } from '@/lib/orders/expected/counts'
import { minuteMs } from '@/lib/time'
import type { Visit } from '@/lib/visits/visits'
import { isAnsweredAgain } from './answered-again'
import type { EveryPage, PageAnswer } from './every-page'

/** Answers to people, of one page or of all. */
interface Answers {
  asked: number
  failed: number
}

interface Minute {
  minute: number
  firstFailedMs: number | null
  pages: Map<string, Answers>
  /** Those that met a failure. */
  visits: Set<Visit>
  statuses: Map<number, number>
}

/** Since when pages of all kinds fail now and then. */
interface Spell extends Answers {
  sinceMs: number
  statuses: Map<number, number>
}

const recentMinutes = 30
const maxPages = 500
const leastPages = 3
const leastVisits = 5
const leastFailed = 8
/** A share that strays do not reach. */
const leastShare = 0.05
/** What fails at all is as a rule such a share of what is asked for. */
const mostAsked = 0.6
/** Without the page that fails most, the others fail so often, of how often all do. */
const leastOfOthers = 0.5
const leastOthersFailed = 5
/** Of a page of which so much more fails than of the others, it is said by itself. */
const timesOthers = 2
const leastOfStatuses = 0.1

const none: Answers = { asked: 0, failed: 0 }
const plus = (a: Answers, b: Answers): Answers => ({
  asked: a.asked + b.asked,
  failed: a.failed + b.failed,
})
const shareOf = ({ asked, failed }: Answers) => (asked === 0 ? 0 : failed / asked)

/** Whether so much more of one page fails than of all, that it is no part of what is wrong with all. */
export const standsOut = (page: Answers, all: Answers): boolean =>
  shareOf(page) > timesOthers * shareOf(all)

/** Follows whether pages all over the site fail, each now and then, as when one of several servers is broken. */
export function newManyPages() {
  /** The last minutes, oldest first. */
  let minutes: Minute[] = []
  let spell: Spell | null = null
  /** The last failure, and how many answers have been good since. */
  let last = { failedMs: Number.NaN, answeredSince: 0 }
  let past: EveryPage | null = null

  function minuteOf(atMs: number): Minute {
    const minute = Math.floor(atMs / minuteMs)
    const last = minutes.at(-1)
    if (last && last.minute >= minute) return last
    const begun: Minute = {
      ...{ minute, firstFailedMs: null },
      ...{ pages: new Map(), visits: new Set(), statuses: new Map() },
    }
    minutes = [...minutes.filter((one) => one.minute > minute - recentMinutes), begun]
    return begun
  }

  function count({ key, status, visit, atMs }: PageAnswer, failed: number) {
    const now = minuteOf(atMs)
    const page = now.pages.get(key)
    if (page) {
      page.asked += 1
      page.failed += failed
    } else if (now.pages.size < maxPages) now.pages.set(key, { asked: 1, failed })
    if (failed === 0) return
    now.firstFailedMs ??= atMs
    now.visits.add(visit)
    countOne(now.statuses, status)
  }

  function summary({ sinceMs, asked, failed, statuses }: Spell, untilMs: number | null): EveryPage {
    return {
      ...{ sinceMs, untilMs, isNearly: false, share: { asked, failed } },
      statuses: mostFrequent(statuses, leastOfStatuses),
    }
  }

  /** Whether what failed in the last minutes is spread over the site. */
  function isSpread(): boolean {
    const failedIn = minutes.filter(({ firstFailedMs }) => firstFailedMs !== null)
    if (new Set(failedIn.flatMap(({ visits }) => [...visits])).size < leastVisits) return false
    const pages = new Map<string, Answers>()
    for (const minute of minutes)
      for (const [key, answers] of minute.pages)
        pages.set(key, plus(pages.get(key) ?? none, answers))
    const failing = [...pages.values()].filter(({ failed }) => failed > 0)
    const all = [...pages.values()].reduce(plus, none)
    if (failing.length < leastPages || all.failed < leastFailed) return false
    const most = failing.reduce((a, b) => (b.failed > a.failed ? b : a))
    const others = { asked: all.asked - most.asked, failed: all.failed - most.failed }
    return (
      shareOf(all) >= leastShare &&
      failing.reduce(plus, none).asked >= mostAsked * all.asked &&
      others.failed >= leastOthersFailed &&
      shareOf(others) >= Math.max(leastShare, leastOfOthers * shareOf(all))
    )
  }

  /** The minute of the window from which on its failures lie above their mean share the most. */
  function beginning(): number {
    const each = minutes.map(({ pages }) => [...pages.values()].reduce(plus, none))
    const share = shareOf(each.reduce(plus, none))
    let best = 0
    let most = Number.NEGATIVE_INFINITY
    let above = 0
    for (let at = each.length - 1; at >= 0; at -= 1) {
      const { asked, failed } = each[at] ?? none
      above += failed - (share / 2) * asked
      if (failed > 0 && above > most) {
        most = above
        best = at
      }
    }
    return best
  }

  function begin(): Spell | null {
    const from = minutes.slice(beginning())
    const sinceMs = from[0]?.firstFailedMs ?? null
    if (sinceMs === null) return null
    const answers = from.flatMap(({ pages }) => [...pages.values()]).reduce(plus, none)
    const statuses = new Map<number, number>()
    for (const minute of from)
      for (const [status, times] of minute.statuses)
        statuses.set(status, (statuses.get(status) ?? 0) + times)
    return { ...answers, sinceMs, statuses }
  }

  return {
    /** An answer to a person; 500 and above is a failure. */
    see(answer: PageAnswer): void {
      const { status, atMs } = answer
      const failed = status >= 500 ? 1 : 0
      count(answer, failed)
      if (failed === 1) last = { failedMs: atMs, answeredSince: 0 }
      else last.answeredSince += 1
      if (!spell) return
      spell.asked += 1
      spell.failed += failed
      if (failed === 1) {
        countOne(spell.statuses, status)
        return
      }
      const answered = spell.asked - spell.failed
      const { answeredSince } = last
      if (!isAnsweredAgain({ failed: spell.failed, answered, answeredSince })) return
      past = summary(spell, last.failedMs)
      spell = null
      minutes = []
    },
    /** The last time that pages all over the site failed; null before any. To be asked while one of them does. */
    last(): EveryPage | null {
      if (!spell && isSpread()) spell = begin()
      return spell ? summary(spell, null) : past
    },
    /** The last time that they did, where that is over. */
    over: (): EveryPage | null => (spell ? null : past),
  }
}
