import type { ApiReadings } from '@/components/shell/use-queries'
import { readAlarms } from '@/lib/aws/alarms'
import { readArchive, readRecipients } from '@/lib/aws/local-engine'
import { readQuery } from '@/lib/aws/read'
import { catalog } from '@/lib/queries/catalog'
import type { Question } from '@/lib/queries/question'
import { readExpected, readIncidents, readSituation } from '@/lib/situation/read'
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

/** Reads the answer of a question. Rejects only when whoever asks has left. */
export function answerOf(question: Question, asking: Asking): Promise<object> {
  const { period } = question
  if ('api' in question) return apiReadings[question.api](asking, period)
  const { view, nowMs, signal } = asking
  return readQuery(question.query, view, { nowMs, period, signal })
}

/** The field of the view that a question needs and that is not there. */
export const missingFor = (question: Question, view: View): keyof View | undefined =>
  'api' in question
    ? undefined
    : catalog[question.query].needs?.find((field) => view[field] === undefined)
