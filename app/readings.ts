import type { ApiReadings } from '@/components/shell/use-queries'
import { readAlarms } from '@/lib/aws/alarms'
import { share } from '@/lib/aws/flights'
import { readArchive, readRecipients } from '@/lib/aws/local-engine'
import { readQuery, readSource } from '@/lib/aws/read'
import { runtime } from '@/lib/aws/runtime'
import { catalog } from '@/lib/queries/catalog'
import { type Question, wordOf } from '@/lib/queries/question'
import { readExpected, readIncidents, readSituation } from '@/lib/situation/read'
import type { SourceStatus } from '@/lib/source'
import type { View } from '@/lib/view'
import { type Period, periodWindow, type Window } from '@/lib/window'

/** What is asked with a question: the view, its window, when, and for whom. */
export interface Asking {
  view: View
  window: Window
  nowMs: number
  /** Aborts when whoever asks has left. */
  signal?: AbortSignal
}

const apiReadings: {
  [Route in keyof ApiReadings]: (asking: Asking, period?: Period) => Promise<ApiReadings[Route]>
} = {
  alarms: ({ nowMs, window, signal }) => readAlarms({ nowMs, fromMs: window.fromMs, signal }),
  recipients: readRecipients,
  archive: readArchive,
  situation: readSituation,
  incidents: readIncidents,
  expected: ({ window }, period) => readExpected(periodWindow(window, period)),
}

// Viewers who ask within a moment are told the same. A set-up that is saved is another runtime.
const momentMs = 1_000

function sharedForAMoment<T>(
  what: string,
  read: (signal: AbortSignal) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const current = runtime()
  const { flights, now } = current
  const untilMs = performance.now() + momentMs
  const isCurrent = () => runtime() === current && performance.now() < untilMs
  return share(`moment ${what}`, read, { flights, now, cacheMs: momentMs, isCurrent, signal })
}

/** Reads the answer of a question. Rejects only when whoever asks has left. */
export function answerOf(question: Question, asking: Asking): Promise<object> {
  const { view, window, nowMs, signal } = asking
  const { period } = question
  if ('query' in question) return readQuery(question.query, view, { nowMs, period, signal })
  const { api } = question
  // Alarms are shared below, and their queries end with their viewers.
  if (api === 'alarms') return apiReadings[api](asking)
  const read = () => apiReadings[api]({ ...asking, signal: undefined }, period)
  return sharedForAMoment<object>(`${wordOf(question)} ${JSON.stringify(window)}`, read, signal)
}

/** Where the numbers come from. Rejects only when whoever asks has left. */
export const readSourceNow = ({ nowMs, signal }: Pick<Asking, 'nowMs' | 'signal'>) =>
  sharedForAMoment<SourceStatus & { ok: true }>(
    'source',
    async (stop) => ({ ...(await readSource({ nowMs, signal: stop })), ok: true }),
    signal,
  )

/** The field of the view that a question needs and that is not there. */
export const missingFor = (question: Question, view: View): keyof View | undefined =>
  'api' in question
    ? undefined
    : catalog[question.query].needs?.find((field) => view[field] === undefined)
