import { moment } from '@/lib/format'
import { maskAddresses } from '@/lib/mask'
import type { Incident } from '@/lib/orders/incidents'
import { lasting } from '@/lib/orders/lasting'
import { missedText } from '@/lib/orders/missed'
import { nameOf } from '@/lib/orders/request-name'
import { minuteMs } from '@/lib/time'
import { visible } from '@/lib/visible'

type Ended = Pick<Incident, 'fromMs' | 'untilMs' | 'report'>

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

function again({ kind, culprit }: Ended['report']): string {
  if (kind === 'no-traffic') return 'Requests come in again'
  if (kind !== 'failing' || !culprit) return 'Orders are coming in again'
  return `${visible(nameOf(culprit))} is answered well again`
}

/** That an incident is over, how long it lasted and what it cost: sentences without whole addresses. */
export function allClearOf(
  { fromMs, untilMs, report }: Ended,
  { nowMs, zone }: { nowMs: number; zone: string },
): string[] {
  const endMs = untilMs ?? nowMs
  const missed = missedText(report)
  return [
    `${again(report)} since ${moment(endMs, nowMs, zone)}.`,
    `It lasted ${lasting(endMs - fromMs)}, from ${moment(fromMs, nowMs, zone)}${missed && `; ${missed}`}.`,
  ].map(maskAddresses)
}
