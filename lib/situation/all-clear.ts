import { moment } from '@/lib/format'
import { maskAddresses } from '@/lib/mask'
import type { Incident } from '@/lib/orders/incidents/incidents'
import { lasting } from '@/lib/orders/words/lasting'
import { missedText } from '@/lib/orders/words/missed'
import { nameOf } from '@/lib/orders/words/request-name'
import { minuteMs } from '@/lib/time'
import { visible } from '@/lib/visible'

type Ended = Pick<Incident, 'fromMs' | 'untilMs' | 'endsBeforeOrder' | 'report'>

// An alarm looks back some minutes before it is OK.
const nearMs = 30 * minuteMs

/** The incident, of those from the newest on, that an alarm which is OK since a moment (epoch ms) was about; null when it goes on. */
export function endedAt<Known extends Ended>(
  [newest]: readonly Known[],
  atMs: number,
): Known | null {
  if (!newest || newest.untilMs === null) return null
  return Math.abs(atMs - newest.untilMs) <= nearMs ? newest : null
}

function again({ report: { kind, culprit }, endsBeforeOrder }: Ended): string {
  if (kind === 'no-traffic') return 'Requests come in again'
  if (kind !== 'failing' || !culprit)
    return endsBeforeOrder ? 'The way to an order is open again' : 'Orders are coming in again'
  return `${visible(nameOf(culprit))} is answered well again`
}

/** That an incident is over, how long it lasted and what it cost: sentences without whole addresses. */
export function allClearOf(
  ended: Ended,
  { nowMs, zone }: { nowMs: number; zone: string },
): string[] {
  const { fromMs, untilMs, report } = ended
  const endMs = untilMs ?? nowMs
  const missed = missedText(report)
  return [
    `${again(ended)} since ${moment(endMs, nowMs, zone)}.`,
    `It lasted ${lasting(endMs - fromMs)}, from ${moment(fromMs, nowMs, zone)}${missed && `; ${missed}`}.`,
  ].map(maskAddresses)
}
