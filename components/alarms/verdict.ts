import type { Clock } from '@/components/shell/frame'
import type { BackTest } from '@/lib/back-test/result'
import { counted, moment } from '@/lib/format'

/** When it would have fired, in a sentence. */
export function verdict(
  { changes, before, inAlarm, minutesInAlarm }: BackTest,
  { nowMs, zone }: Clock,
): string {
  const raised = changes.filter(({ to }) => to === 'ALARM')
  const lasting = `${counted(minutesInAlarm, 'minute')} in alarm in total`
  if (before === 'ALARM')
    return `It would already have been in alarm when this period began, and ${counted(raised.length, 'more time')} during it: ${lasting}.`
  const [first] = raised
  if (!first) return 'It would not have fired in this period.'
  const times = raised.length === 1 ? 'once, at' : `${counted(inAlarm.length, 'time')}, first at`
  return `It would have fired ${times} ${moment(first.atMs, nowMs, zone)}: ${lasting}.`
}
