import type { Came } from '@/lib/orders/expected/shop-record'
import { togetherMs } from '@/lib/orders/failing/together'
import type { Report } from '@/lib/orders/report/report'
import { reportOf } from '@/lib/orders/report/report-of'
import { agreeing } from '@/lib/orders/watch/agreeing'
import type { Candidate, ShopState } from '@/lib/orders/watch/shop-watch'
import { moneyFor } from '@/lib/orders/words/money'
import { isSameAnswer, nameOf } from '@/lib/orders/words/request-name'
import { minuteMs } from '@/lib/time'
import { isAnother, isSilence, type Known, lastSeenIn, newcomersAmong, shares } from './belongs'
import { atMost, blamedOf, isFullerRow, plus, withEarlier, withLast, withOthers } from './blamed'
import type { Incident } from './incident'
import { addPart, copyOf, isFuller, type Memory, mainOf, newMemory, type Told } from './told'

export type { Blamed } from './blamed'
export type { Incident } from './incident'

const maxBlamed = 5
const maxIncidents = 500
/** What is over so soon was hardly one. */
const leastMs = 2 * minuteMs

const idOf = (ms: number) => `${new Date(ms).toISOString().slice(0, 16)}Z`

type Context = Parameters<typeof reportOf>[1] & {
  /** What came in a time, and what was to be expected of it. */
  over: (fromMs: number, toMs: number) => Came
}

const goesOn: Partial<Incident> = {
  ...{ untilMs: null, seemsOverMs: undefined, clearMs: undefined },
  ...{ silentFromMs: undefined, endsBeforeOrder: undefined },
}

/** Of the requests that fail, those that began to with the trouble. */
const beganWith = ({ candidates }: ShopState, fromMs: number): Candidate[] =>
  candidates.filter(({ sinceMs }) => sinceMs >= fromMs - togetherMs)

/** What fails in the way of what is blamed. */
const alikeOf = ({ culprit }: ShopState, failing: readonly Candidate[]) =>
  failing.filter((one) => one.failure === culprit?.failure)

function toldOf(state: ShopState, report: Report, failing: readonly Candidate[]): Told {
  const { atMs, expected, lastOrderMs, culprit } = state
  const alike = alikeOf(state, failing)
  const sinceMs = state.sinceMs ?? atMs
  return {
    report,
    lastOrderMs,
    blamed: failing.slice(0, maxBlamed).map(blamedOf),
    sinceMs,
    beganMs: Math.min(sinceMs, ...[culprit, ...alike].map((one) => one?.sinceMs ?? sinceMs)),
    isExpecting: expected !== null,
    met: alike.reduce((sum, { visits }) => sum + visits, 0),
  }
}

/** What else fails since an incident was not seen any more, and may be another trouble. */
interface Doubt {
  /** The incident without it. */
  known: Known
  /** What was said of it last, and when that was first so; null while it has not been blamed. */
  other: { state: ShopState; now: Told; failing: readonly Candidate[]; saidMs: number } | null
}

interface Entry extends Known {
  doubt: Doubt | null
  /** The one that ended as this silence began. */
  before: Entry | null
  /** It did not begin before another one had ended, epoch ms. */
  notBeforeMs: number
}

/** What is known to be of an incident. */
const surely = (entry: Entry): Known => entry.doubt?.known ?? entry

/** When an incident began: earlier as more is known, later only where the same request’s beginning was put right, and never after it was said. */
function beganMs({ incident, memory, notBeforeMs }: Entry, report: Report): number {
  const { fromMs, saidMs } = incident
  if (isSilence({ memory })) return fromMs
  const sinceMs = Math.max(notBeforeMs, report.sinceMs ?? fromMs)
  const { last } = memory
  const isSame = report.culprit && last?.culprit && isSameAnswer(report.culprit, last.culprit)
  return isSame && last.sinceMs === fromMs && sinceMs <= saidMs
    ? sinceMs
    : Math.min(fromMs, sinceMs)
}

/** Puts the states of successive minutes together as incidents. */
export function newIncidentLog(context: Context) {
  const entries: Entry[] = []
  /** What was told last. */
  let current: Entry | null = null
  let isOpen = false
  /** Until when states have been seen. */
  let seenMs = 0

  /** What fails in the way of what is blamed is part of its trouble. */
  function seeFailing({ seen }: Memory, state: ShopState, failing: readonly Candidate[]) {
    for (const one of alikeOf(state, failing)) {
      if (one.visits === 0) continue
      const blamed = blamedOf(one)
      const before = seen.get(one.key)
      const names = (before?.names ?? new Set()).add(nameOf(blamed))
      const fullest = before && !isFullerRow(blamed, before.blamed) ? before.blamed : blamed
      const lastMs = Math.max(one.lastMs, before?.blamed.lastMs ?? 0)
      seen.set(one.key, { blamed: { ...fullest, lastMs }, names })
    }
  }

  /** Takes what is said now into what an incident cost: with what was over before, where nothing of it was wrong then. */
  function addCost({ incident, memory }: Known, now: Told) {
    const { fullest, lostBefore, last } = memory
    if (fullest && last && now.beganMs >= last.atMs) {
      memory.lostBefore = plus(lostBefore, fullest.report.lostOrders)
      memory.blamedBefore = incident.blamed
      memory.seen = new Map()
      memory.fullest = now
    } else if (!fullest || isFuller(now, fullest)) memory.fullest = now
  }

  /** Of an incident: of its main kind, at the cost of all of it. */
  function tell({ incident, memory }: Known, now: Told) {
    const { seen, lostBefore, blamedBefore, fullest } = memory
    const { report, blamed, lastOrderMs } = mainOf(memory, now)
    const lostOrders = plus(lostBefore, fullest?.report.lostOrders ?? null)
    const cost = { lostOrders, lostMoney: moneyFor(lostOrders, context.site) }
    const { culprit } = report
    const all = withEarlier(withOthers(fullest?.blamed ?? [], seen.values()), blamedBefore)
    const own = blamed.filter((one) => culprit && isSameAnswer(one, culprit))
    const isListed = own.some((one) => all.some((other) => isSameAnswer(one, other)))
    Object.assign(incident, {
      lastOrderMs,
      report: { ...report, ...cost },
      blamed: [...all, ...(isListed ? [] : own)]
        .map((one) => ({ ...withLast(one, seen.values()), lost: atMost(one.lost, lostOrders) }))
        .sort((a, b) => b.lost.estimate - a.lost.estimate || b.visits - a.visits)
        .slice(0, maxBlamed),
    })
  }

  /** Counts what came from its beginning until it was last seen. */
  function count({ incident, memory }: Known) {
    const { fromMs, untilMs, seemsOverMs } = incident
    const lastMs = untilMs ?? seemsOverMs ?? seenMs
    // A single failure has its visit as well.
    const came = context.over(fromMs, Math.min(seenMs, Math.max(lastMs, fromMs + minuteMs)))
    const { visits, orders } = came
    const { lostOrders } = incident.report
    const expected = memory.fullest?.isExpecting
      ? agreeing(came.expected, orders, lostOrders)
      : null
    Object.assign(incident, { visits, orders, expected })
  }

  /** When what was wrong in an incident was last seen; orders that were missing, until the first minute without that. */
  function lastSeenMs({ incident, memory }: Known): number {
    const { kind, culprit } = incident.report
    const { silentToMs, overMs } = memory
    const found =
      kind === 'no-traffic'
        ? (silentToMs ?? memory.lastSeenMs)
        : culprit
          ? memory.lastSeenMs
          : (overMs ?? memory.lastSeenMs)
    return Math.max(incident.fromMs, found)
  }

  /** Drops what is not known to be of an incident. */
  function leaveDoubt(entry: Entry): Doubt['other'] {
    const { doubt } = entry
    if (!doubt) return null
    Object.assign(entry.incident, doubt.known.incident)
    const { lastSeenMs, overMs } = entry.memory
    entry.memory = { ...doubt.known.memory, lastSeenMs, overMs }
    entry.doubt = null
    return doubt.other
  }

  function end(entry: Entry, more: Partial<Incident> = {}) {
    entry.memory.overMs ??= seenMs
    const { incident } = entry
    const latestMs = more.silentFromMs ?? seenMs
    const untilMs = Math.min(lastSeenMs(entry), Math.max(latestMs, incident.fromMs))
    Object.assign(incident, { seemsOverMs: undefined, ...more, untilMs })
    count(entry)
    isOpen = false
  }

  const drop = (entry: Entry) => entries.splice(entries.indexOf(entry), 1)

  /** Ends an incident, and with it what was told while it was in doubt whether that was another. */
  function endBoth(entry: Entry, more: Partial<Incident>) {
    const overMs = entry.memory.overMs ?? seenMs
    const other = leaveDoubt(entry)
    end(entry, more)
    const isBrief = ({ saidMs }: { saidMs: number }) => overMs - saidMs < leastMs
    if (more.clearMs !== undefined && isBrief(entry.incident)) drop(entry)
    if (!other || isBrief(other)) return
    current = begin(other.state, other.now, other.saidMs)
    take(current, other.state, other.now, other.failing)
    tell(current, other.now)
    current.memory.overMs = overMs
    end(current, more)
  }

  /** What came after a silence is not of it where it has a culprit of its own. */
  function endSilence(entry: Entry) {
    const { parts } = entry.memory
    const silence = parts.get('no-traffic')
    if (silence) {
      entry.memory.parts = new Map([['no-traffic', silence]])
      entry.memory.fullest = silence.told
      tell(entry, silence.told)
    }
    end(entry)
  }

  /** The incident that goes on with what is wrong now; null where it is another. */
  function goingOn(state: ShopState, now: Told): Entry | null {
    if (!current) return null
    if (now.report.kind === 'no-traffic') return isOpen && isSilence(current) ? current : null
    const { before, memory } = current
    if (!isOpen && state.atMs - (memory.overMs ?? 0) > togetherMs) return null
    // What failed before the silence has not been mended in it.
    const isOfIt = state.culprit !== null || !before?.incident.report.culprit
    if (before && isOfIt && shares(before, state, now)) return before
    return isAnother(surely(current), state, now) ? null : current
  }

  /** Ends what was told last: since then, something else has been wrong. */
  function endBefore(state: ShopState, now: Told): Doubt['other'] {
    if (!isOpen || !current) return null
    if (now.report.kind === 'no-traffic') {
      endBoth(current, { silentFromMs: now.sinceMs })
      return null
    }
    if (isSilence(current)) {
      if (state.culprit) endSilence(current)
      else end(current)
      return null
    }
    const other = leaveDoubt(current)
    end(current)
    return other
  }

  function begin(state: ShopState, now: Told, saidMs: number): Entry {
    const { visits, orders, expected, culprit } = state
    const { report, lastOrderMs, blamed } = now
    const endedMs = current?.incident.untilMs ?? 0
    const notBeforeMs = (culprit ?? now).sinceMs >= endedMs ? endedMs : 0
    const fromMs = Math.max(notBeforeMs, report.sinceMs ?? state.atMs)
    const told = { report, visits, orders, expected, lastOrderMs, blamed }
    const incident = { id: idOf(saidMs), fromMs, saidMs, untilMs: null, ...told }
    const isAfter = report.kind === 'no-traffic' && current?.incident.silentFromMs !== undefined
    const before = isAfter ? current : null
    const entry = { incident, memory: newMemory(), doubt: null, before, notBeforeMs }
    entries.push(entry)
    if (entries.length > maxIncidents) entries.shift()
    return entry
  }

  /** Whether an incident was said only after the last line, so that it is of the silence. */
  const isOfSilence = ({ incident }: Entry, { report, sinceMs }: Told) =>
    report.kind === 'no-traffic' && !incident.report.culprit && incident.saidMs > sinceMs

  /** Takes what is wrong now into an incident. */
  function take(entry: Entry, state: ShopState, now: Told, failing: readonly Candidate[]) {
    const { memory } = entry
    const known = surely(entry)
    memory.lastSeenMs = Math.max(
      memory.lastSeenMs,
      lastSeenIn(known, state, failing),
      memory.parts.size === 0 ? Math.min(state.atMs, state.culprit?.lastMs ?? state.atMs) : 0,
    )
    known.memory.lastSeenMs = memory.lastSeenMs
    if (now.report.kind === 'no-traffic') memory.silentToMs = state.atMs
    memory.overMs = null
    addCost(entry, now)
    seeFailing(memory, state, failing)
    addPart(memory, now)
  }

  /** Notes that something else fails, of which it is not known yet whether it is another trouble. */
  function doubt(entry: Entry, state: ShopState, now: Told, failing: readonly Candidate[]) {
    const known = surely(entry)
    const { culprit } = state
    const others = alikeOf(state, failing).filter(({ key }) => key !== culprit?.key)
    const alike = culprit ? [culprit, ...others] : others
    const isNew = known.memory.parts.size > 0 && !isSilence(known)
    const newcomers = isNew ? newcomersAmong(known, alike) : []
    if (newcomers.length === 0) {
      entry.doubt = null
      return
    }
    const copy = { incident: { ...entry.incident }, memory: copyOf(entry.memory) }
    entry.doubt ??= { known: copy, other: null }
    const isBlamed = newcomers.some(({ key }) => key === culprit?.key)
    const saidMs = entry.doubt.other?.saidMs ?? state.atMs
    if (!isBlamed) return
    const its = toldOf(state, now.report, newcomers)
    entry.doubt.other = { state, now: its, failing: newcomers, saidMs }
  }

  function seeTrouble(state: ShopState, report: Report) {
    const { atMs } = state
    const failing = beganWith(state, report.sinceMs ?? atMs)
    const now = toldOf(state, report, failing)
    let entry = goingOn(state, now)
    const isResumed = entry !== null && entry !== current
    let saidMs = atMs
    if (isOpen && current && entry === null && isOfSilence(current, now)) {
      saidMs = current.incident.saidMs
      drop(current)
      current = null
    } else if (entry === null || isResumed) saidMs = endBefore(state, now)?.saidMs ?? atMs
    const isNew = entry === null
    entry ??= begin(state, now, saidMs)
    current = entry
    isOpen = true
    doubt(entry, state, now, failing)
    take(entry, state, now, failing)
    if (!isNew) {
      const fromMs = beganMs(entry, report)
      tell(entry, now)
      Object.assign(entry.incident, goesOn, { fromMs })
    }
    entry.memory.last = report
  }

  /** What has not failed for some minutes may cost less than it did then: who met it may order after all. */
  function seeOver(entry: Entry, state: ShopState, report: Report) {
    if (!state.seemsOver || state.sinceMs === null || entry.doubt) return
    const failing = beganWith(state, state.sinceMs)
    const now = toldOf(state, report, failing)
    if (newcomersAmong(entry, alikeOf(state, failing)).length > 0) return
    seeFailing(entry.memory, state, failing)
    addCost(entry, now)
    tell(entry, now)
  }

  return {
    see(state: ShopState) {
      seenMs = state.atMs
      const report = reportOf(state, context)
      if (report.tone === 'trouble') return seeTrouble(state, report)
      if (!isOpen || !current) return
      const { memory, incident } = current
      memory.overMs ??= state.atMs
      if (state.unprovenMs !== null || state.seemsOver || state.comesBack) {
        incident.seemsOverMs = lastSeenMs(current)
        return seeOver(current, state, report)
      }
      const isBeforeOrder = state.resumedMs !== null
      endBoth(current, { clearMs: seenMs, ...(isBeforeOrder && { endsBeforeOrder: true }) })
    },
    /** The newest first. */
    incidents(): readonly Incident[] {
      if (isOpen && current) count(current)
      return entries.map(({ incident }) => incident).toReversed()
    },
  }
}
