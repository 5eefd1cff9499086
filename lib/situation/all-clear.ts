import { moment } from '@/lib/format'
import { maskAddresses } from '@/lib/mask'
import { culpritOf, headlineOf } from '@/lib/orders/incidents/incident-words'
import type { Incident } from '@/lib/orders/incidents/incidents'
import type { Report } from '@/lib/orders/report/report'
import { lasting } from '@/lib/orders/words/lasting'
import { missedText } from '@/lib/orders/words/missed'
import { nameOf } from '@/lib/orders/words/request-name'
import { visible } from '@/lib/visible'

interface Clock {
  nowMs: number
  zone: string
}

type Ended = Pick<Incident, 'fromMs' | 'untilMs' | 'endsBeforeOrder' | 'report'>

function again({ report: { kind, culprit }, endsBeforeOrder }: Ended): string {
  if (kind === 'no-traffic') return 'Requests come in again'
  if (kind !== 'failing' || !culprit)
    return endsBeforeOrder ? 'The way to an order is open again' : 'Orders are coming in again'
  return `${visible(nameOf(culprit))} is answered well again`
}

/** An incident that has ended since an alarm was raised by it, and how the shop is now: sentences without whole addresses. */
export function pastOf(
  incident: Incident,
  { headline }: Pick<Report, 'headline'>,
  { nowMs, zone }: Clock,
): string[] {
  const at = (ms: number) => moment(ms, nowMs, zone)
  const missed = missedText(incident.report)
  return [
    headlineOf(incident, { at }),
    culpritOf(incident, { at }) ?? '',
    missed && `${missed[0]?.toUpperCase()}${missed.slice(1)}.`,
    `Now: ${headline}`,
  ]
    .filter((text) => text !== '')
    .map(maskAddresses)
}

/** That an incident is over, how long it lasted and what it cost: sentences without whole addresses. */
export function allClearOf(ended: Ended, { nowMs, zone }: Clock): string[] {
  const { fromMs, untilMs, report } = ended
  const endMs = untilMs ?? nowMs
  const missed = missedText(report)
  const at = (ms: number) => moment(ms, nowMs, zone)
  return [
    `${again(ended)}.`,
    `It lasted ${lasting(endMs - fromMs)}, from ${at(fromMs)} to ${at(endMs)}${missed && `; ${missed}`}.`,
  ].map(maskAddresses)
}
