import { counted } from '@/lib/format'
import { hourMs, minuteMs } from '@/lib/time'

/** How long a trouble lasts, in words: at least a minute, "61 min", "2.5 h", "3 days". */
export function lasting(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / minuteMs))
  if (minutes < 120) return `${minutes} min`
  const hours = ms / hourMs
  if (hours >= 48) return counted(Math.round(hours / 24), 'day')
  return `${hours < 10 ? hours.toFixed(1).replace(/\.0$/, '') : Math.round(hours)} h`
}

/** "at 22:15", "on Sun 22 Nov at 22:15": a moment as `moment` says it, in a sentence. */
export function onOrAt(moment: string): string {
  const [, day, time] = /^(\p{L}{3} .+) (\d\d:\d\d)$/u.exec(moment) ?? []
  return day === undefined ? `at ${moment}` : `on ${day} at ${time}`
}

interface Span {
  fromMs: number
  /** Null while it is not known to be over. */
  untilMs: number | null
  /** When it was last seen, where it may be over. */
  seemsOverMs?: number
}

/** When what was wrong was last seen; null while it is. */
export const lastSeenOf = ({ untilMs, seemsOverMs }: Span): number | null =>
  untilMs ?? seemsOverMs ?? null

/** How long an incident has lasted, and whether it does. */
export function howLong(incident: Span, nowMs: number): { text: string; goesOn: string } {
  const lastMs = lastSeenOf(incident)
  const text = lasting((lastMs ?? nowMs) - incident.fromMs)
  if (incident.untilMs !== null) return { text, goesOn: '' }
  return { text, goesOn: lastMs === null ? 'goes on' : 'not known to be over' }
}

/** The same in one: "66 min, goes on". */
export function howLongInWords(incident: Span, nowMs: number): string {
  const { text, goesOn } = howLong(incident, nowMs)
  return goesOn === '' ? text : `${text}, ${goesOn}`
}
