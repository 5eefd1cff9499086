import { minuteMs } from '@/lib/time'
import type { Trouble } from './trouble'

/** What begins so near to a trouble belongs to it; what begins again so soon has not been over. */
export const togetherMs = 15 * minuteMs

/** Whether two requests of one step fail in the same way, as the forms of several languages do. */
export const areOneStep = (
  a: Pick<Trouble, 'step' | 'failure' | 'status'>,
  b: Pick<Trouble, 'step' | 'failure' | 'status'>,
): boolean => a.step !== -1 && a.step === b.step && a.failure === b.failure && a.status === b.status

/** Whether a trouble may have begun with another: soon after, or before the request was answered well again. */
export const mayBeginWith = (
  { sinceMs, afterMs }: Pick<Trouble, 'sinceMs' | 'afterMs'>,
  first: Pick<Trouble, 'sinceMs'>,
): boolean => first.sinceMs > sinceMs - togetherMs || first.sinceMs >= afterMs
