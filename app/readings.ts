import { setTimeout as wait } from 'node:timers/promises'
import type { ApiReadings } from '@/components/shell/use-page'
import { readAlarms } from '@/lib/aws/alarms'
import { settledMs } from '@/lib/aws/asked-again'
import { share } from '@/lib/aws/flights'
import { readArchive, readRecipients } from '@/lib/aws/local-engine'
import { lastReading, readQuery, readSource } from '@/lib/aws/read'
import { runtime } from '@/lib/aws/runtime'
import { catalog } from '@/lib/queries/catalog'
import type { Question } from '@/lib/queries/question'
import { readExpected, readIncidents, readSituation } from '@/lib/situation/read'
import type { SourceStatus } from '@/lib/source'
import type { View } from '@/lib/view'
import { periodWindow, type Window } from '@/lib/window'
import { earlierOf, maxMomentMs, momentName, noteMoment } from './earlier'

/** What is asked with a question: the view, its window, when, and for whom. */
export interface Asking {
  view: View
  window: Window
  nowMs: number
  /** Aborts when whoever asks has left. */
  signal?: AbortSignal
}

// Viewers who ask within a moment are told the same. A set-up that is saved is another runtime.
const momentMs = 1_000
// Where lines come fast, how the shop is doing is not found out all the time.
const maxShareOfTime = 0.05

interface Moment {
  /** It is remembered by this name, where an earlier answer is of use to somebody. */
  name?: string
  signal?: AbortSignal
  /** Lasts longer the longer it took. */
  isPaced?: boolean
}

function sharedForAMoment<T extends { ok: boolean }>(
  what: string,
  read: (signal: AbortSignal) => Promise<T>,
  { name, signal, isPaced = false }: Moment = {},
): Promise<T> {
  const current = runtime()
  const { flights, now } = current
  const beganMs = performance.now()
  let untilMs = Number.POSITIVE_INFINITY
  const isCurrent = () => runtime() === current && performance.now() < untilMs
  const cacheMs = () => {
    const tookMs = performance.now() - beganMs
    const lastsMs = isPaced ? Math.min(maxMomentMs, tookMs / maxShareOfTime) : 0
    untilMs = performance.now() + Math.max(momentMs, lastsMs)
    return maxMomentMs
  }
  const noted = async (stop: AbortSignal) => {
    const askedMs = now()
    const answer = await read(stop)
    if (name !== undefined) noteMoment(current, name, answer, askedMs)
    return answer
  }
  return share(`moment ${what}`, noted, { flights, now, cacheMs, isCurrent, signal })
}

const situationNow = () =>
  sharedForAMoment('situation', readSituation, { isPaced: true, name: 'situation' })

/** What is the same for all viewers of a window at a moment; `name` is what it is remembered by. */
const momentary: {
  [Route in Exclude<keyof ApiReadings, 'alarms'>]: (
    window: Window,
    name: string,
  ) => Promise<ApiReadings[Route]>
} = {
  recipients: () => sharedForAMoment('recipients', readRecipients),
  archive: () => sharedForAMoment('archive', readArchive),
  situation: situationNow,
  incidents: (_, name) =>
    sharedForAMoment('incidents', () => readIncidents(situationNow()), { name }),
  expected: (window, name) =>
    sharedForAMoment(
      `expected ${JSON.stringify(window)}`,
      () => readExpected(window, situationNow()),
      { name },
    ),
}

async function alarmsNow({ nowMs, window, signal }: Asking, name: string) {
  const current = runtime()
  // Alarms are shared below, and their calls end with their viewers.
  const reading = await readAlarms({ nowMs, fromMs: window.fromMs, signal })
  if (reading.ok) noteMoment(current, name, reading, reading.asOfMs)
  return reading
}

/**
 * Until lines of a minute that has just ended are there. Whoever asks before is answered from the minute
 * before meanwhile: the engine would be asked twice. CloudWatch gets lines later than that anyway.
 */
async function linesOfMinute(question: Question, { view, window, nowMs, signal }: Asking) {
  if (!runtime().localEngine || !('query' in question)) return
  const { query, period } = question
  const { toMs } = periodWindow(window, period)
  const leftMs = toMs + settledMs - nowMs
  const last = lastReading(query, view, period)
  const isFirst = last !== undefined && last.reading.window.toMs < toMs
  if (leftMs > 0 && isFirst && earlierOf(question, view)) await wait(leftMs, null, { signal })
}

/** Reads the answer of a question. Rejects only when whoever asks has left. */
export async function answerOf(question: Question, asking: Asking): Promise<object> {
  await linesOfMinute(question, asking)
  const { view, window, nowMs, signal } = asking
  const { period } = question
  if ('query' in question) return readQuery(question.query, view, { nowMs, period, signal })
  const { api } = question
  const name = momentName(question, view)
  if (api === 'alarms') return alarmsNow(asking, name)
  return momentary[api](periodWindow(window, period), name)
}

/** Where the numbers come from. Rejects only when whoever asks has left. */
export const readSourceNow = ({ nowMs, signal }: Pick<Asking, 'nowMs' | 'signal'>) =>
  sharedForAMoment<SourceStatus & { ok: true }>(
    'source',
    async (stop) => ({ ...(await readSource({ nowMs, signal: stop })), ok: true }),
    { signal, name: 'source' },
  )

/** The field of the view that a question needs and that is not there. */
export const missingFor = (question: Question, view: View): keyof View | undefined =>
  'api' in question
    ? undefined
    : catalog[question.query].needs?.find((field) => view[field] === undefined)
