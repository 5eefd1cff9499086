import { minuteMs, type TimeRange } from '@/lib/time'
import { isZone, momentAt } from '@/lib/zone'

/** When a mute rule is active, as PutAlarmMuteRule takes it. */
export interface MuteSchedule {
  /** `at(2026-11-20T14:00)`. */
  Expression: string
  /** `PT1H`, `P1DT2H30M`. */
  Duration: string
  /** UTC when left out. */
  Timezone?: string
}

const at = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d)\)$/
const duration = /^P(?=\d|T)(?:(\d{1,3})D)?(?:T(?=\d)(?:(\d{1,5})H)?(?:(\d{1,6})M)?)?$/
const maxMinutes = 15 * 24 * 60

/** The minutes of an ISO 8601 duration of days, hours and minutes; null when it is none. */
function minutesIn(text: string): number | null {
  const read = duration.exec(text)
  if (!read) return null
  const [days, hours, minutes] = read.slice(1).map((part) => Number(part ?? 0))
  return ((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)
}

/** When a schedule mutes, epoch ms, or a sentence on what is wrong with it. */
export function mutedRange({
  Expression,
  Duration,
  Timezone = 'UTC',
}: MuteSchedule): TimeRange | string {
  if (!isZone(Timezone)) return `Timezone ${Timezone} is not the name of a time zone.`
  if (Expression.startsWith('cron('))
    return 'This engine does not know cron expressions in a schedule: use at(yyyy-MM-ddThh:mm).'
  const [, wall = ''] = at.exec(Expression) ?? []
  const wallMs = Date.parse(`${wall}Z`)
  if (Number.isNaN(wallMs)) return 'Expression must be at(yyyy-MM-ddThh:mm).'
  const minutes = minutesIn(Duration)
  if (minutes === null || minutes < 1 || minutes > maxMinutes)
    return 'Duration must be from PT1M to P15D.'
  const fromMs = momentAt(wallMs, Timezone)
  return { fromMs, toMs: fromMs + minutes * minuteMs }
}
