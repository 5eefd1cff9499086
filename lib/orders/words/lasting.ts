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

/** How long an incident has lasted, in words. `nowMs` counts while it goes on. */
export const lasted = (
  { fromMs, untilMs }: { fromMs: number; untilMs: number | null },
  nowMs: number,
): string => lasting((untilMs ?? nowMs) - fromMs)
