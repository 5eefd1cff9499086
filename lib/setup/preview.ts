import { newOpeningTimes, type OpeningHours } from '@/lib/shop/opening-hours'
import { newStepReader, type OrderId, type Step } from '@/lib/shop/steps'
import { dayMs, hourMs } from '@/lib/time'
import { newVisits, type Visit, type VisitRequest } from '@/lib/visits/visits'
import { newLocalTime, startOfDay } from './local-time'
import type { AskedKinds } from './nearest'
import type { Preview } from './proposal'

export interface PreviewedWay {
  steps: readonly Step[]
  orderId?: OrderId | undefined
  openingHours?: OpeningHours | undefined
}

interface Log {
  /** In the order of their times. */
  requests: readonly VisitRequest[]
  asked: AskedKinds
}

interface Options {
  zone: string
  /** Clients that are left out. */
  isIgnored: (request: VisitRequest) => boolean
  /** Agents that count as people's, whatever they do. */
  isPersons?: (agent: string) => boolean
}

/** The newest whole day of the log; its last 24 hours, or all of it, when it has none. */
function newestDay(requests: readonly VisitRequest[], zone: string) {
  const firstMs = requests[0]?.timeMs ?? 0
  const lastMs = requests.at(-1)?.timeMs ?? 0
  const localTime = newLocalTime(zone)
  const toMs = startOfDay(lastMs, localTime)
  const fromMs = startOfDay(toMs - hourMs, localTime)
  if (firstMs <= fromMs + hourMs) return { fromMs, toMs, isDay: true }
  const endMs = Math.floor(lastMs / hourMs) * hourMs + hourMs
  const startMs = Math.floor(firstMs / hourMs) * hourMs
  return { fromMs: Math.max(startMs, endMs - dayMs), toMs: endMs, isDay: false }
}

/** What a way to an order would have shown of the newest whole day, and which of its steps nobody reached in all days. */
export function previewOf(
  log: Log,
  way: PreviewedWay,
  { zone, isIgnored, isPersons }: Options,
): Preview {
  const { steps, orderId, openingHours } = way
  const reader = newStepReader(steps, orderId)
  const { fromMs, toMs, isDay } = newestDay(log.requests, zone)
  const isOpen = openingHours ? newOpeningTimes(openingHours) : () => true
  const visits = newVisits(reader, Math.max(1, steps.length), { isPersons })
  const seen = new Set<Visit>()
  const hours = Math.max(1, Math.ceil((toMs - fromMs) / hourMs))
  const perHour = new Array<number>(hours).fill(0)
  const reached = new Array<number>(steps.length).fill(0)
  let matched = 0
  for (const request of log.requests) {
    if (isIgnored(request)) continue
    const step = reader.reaches(request)
    if (step !== -1) reached[step] = (reached[step] ?? 0) + 1
    const { timeMs } = request
    // An order of the evening before that is looked at again today was made yesterday.
    if (timeMs < fromMs - dayMs || timeMs >= toMs) continue
    const { visit, isOrder } = visits.see(request)
    if (timeMs < fromMs) continue
    seen.add(visit)
    if (step !== -1 && step === steps.length - 1) matched += 1
    if (!isOrder || steps.length === 0) continue
    const hour = Math.floor((timeMs - fromMs) / hourMs)
    perHour[hour] = (perHour[hour] ?? 0) + 1
  }
  const people = [...seen].filter((visit) => visit.isEngaged && visit.verdict().kind === 'person')
  const orders = perHour.reduce((sum, count) => sum + count, 0)
  return {
    fromMs,
    toMs,
    zone,
    isDay,
    visits: people.length,
    orders,
    matched,
    repeats: matched - orders,
    perHour,
    closed: perHour.map((_, hour) => !isOpen(fromMs + hour * hourMs)),
    steps: steps.map(({ name, match }, step) => ({
      name,
      visits: people.filter(({ askedMs }) => !Number.isNaN(askedMs[step])).length,
      requests: reached[step] ?? 0,
      nearest: reached[step] === 0 ? log.asked.nearest(match) : [],
    })),
  }
}
