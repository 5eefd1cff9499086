import type { Clock } from '@/components/shell/frame'
import type { BackTest } from '@/lib/back-test/result'
import { counted, moment } from '@/lib/format'

/** When it would have fired, in a sentence; with from when on that can be said, where it cannot of the whole period. */
export function verdict(
  { changes, before, inAlarm, minutesInAlarm, lacks }: BackTest,
  { nowMs, zone }: Clock,
): string {
  if (lacks === 'all')
    return 'There are no datapoints in this period: whether it would have fired is not known.'
  const raised = changes.filter(({ to }) => to === 'ALARM')
  const lasting = `${counted(minutesInAlarm, 'minute')} in alarm in total`
  if (before === 'ALARM')
    return `It would already have been in alarm when this period began, and ${counted(raised.length, 'more time')} during it: ${lasting}.`
  const [first] = raised
  const begins = lacks && `Datapoints begin at ${moment(lacks.untilMs, nowMs, zone)}.`
  if (!first && begins)
    return `${begins} It would not have fired since; of the time before, nothing is known.`
  if (!first) return 'It would not have fired in this period.'
  const times = raised.length === 1 ? 'once, at' : `${counted(inAlarm.length, 'time')}, first at`
  const fired = `It would have fired ${times} ${moment(first.atMs, nowMs, zone)}: ${lasting}.`
  return begins ? `${fired} ${begins}` : fired
}
