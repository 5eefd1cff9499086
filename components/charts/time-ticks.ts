import { clock, seconds } from '@/lib/format'
import { dayMs, hourMs, minuteMs } from '@/lib/time'
import { wallOf as wallAt } from '@/lib/zone'

/** A label of a time axis; one in two lines has a line break. */
export interface TimeTick {
  ms: number
  text: string
}

interface Step {
  /** Of months, about. */
  ms: number
  months?: number
}

const steps: Step[] = [
  ...[1, 5, 15, 30].map((count) => ({ ms: count * 1000 })),
  ...[1, 5, 10, 15, 30].map((count) => ({ ms: count * minuteMs })),
  ...[1, 2, 3, 6, 12].map((count) => ({ ms: count * hourMs })),
  ...[1, 2, 7, 14].map((count) => ({ ms: count * dayMs })),
  ...[1, 2, 3, 6, 12, 24, 60, 120].map((months) => ({ ms: months * 30 * dayMs, months })),
]
// Weeks begin on Mondays; the epoch was a Thursday.
const mondayMs = 4 * dayMs
// Days are never left out for their number alone: each that fits has its label.
const maxTicks = ({ ms }: Step) => (ms < dayMs ? 10 : 40)
const characterPx = 7
const gapPx = 8
/** How far a label may reach over the right end. */
const overhangPx = 30

/** The round times of a step between two wall clocks. */
function wallTimes({ ms, months }: Step, fromWall: number, toWall: number): number[] {
  const times: number[] = []
  if (months === undefined) {
    const first = Math.ceil((fromWall - mondayMs) / ms) * ms + mondayMs
    for (let wall = first; wall <= toWall; wall += ms) times.push(wall)
    return times
  }
  const date = new Date(fromWall)
  const month = date.getUTCFullYear() * 12 + date.getUTCMonth()
  for (let at = Math.ceil(month / months) * months; ; at += months) {
    const wall = Date.UTC(Math.floor(at / 12), at % 12)
    if (wall > toWall) return times
    times.push(wall)
  }
}

const named = (options: Intl.DateTimeFormatOptions) => {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options })
  return (wall: number) => format.format(wall)
}
const month = named({ month: 'short' })
const weekday = named({ weekday: 'short' })
const day = (wall: number) => new Date(wall).getUTCDate()

/** How the times of a step can be written, the longest way first. */
function waysToWrite({ ms, months }: Step): ((wall: number) => string)[] {
  if (months !== undefined) {
    return [
      (wall) => {
        const date = new Date(wall)
        return date.getUTCMonth() === 0 ? String(date.getUTCFullYear()) : month(wall)
      },
    ]
  }
  const [first, second] = ms > 2 * dayMs ? [day, month] : [weekday, day]
  const days = [
    (wall: number) => `${weekday(wall)} ${day(wall)} ${month(wall)}`,
    (wall: number) => `${first(wall)} ${second(wall)}`,
    (wall: number) => `${first(wall)}\n${second(wall)}`,
  ]
  const time = ms < minuteMs ? seconds : clock
  return days.map((dayOf) => (wall) => (wall % dayMs === 0 ? dayOf(wall) : time(wall, 'UTC')))
}

const widthOf = ({ text }: TimeTick) =>
  Math.max(...text.split('\n').map((line) => line.length)) * characterPx

function haveRoom(ticks: TimeTick[], fromMs: number, toMs: number, width: number): boolean {
  const px = (ms: number) => ((ms - fromMs) / (toMs - fromMs)) * width
  return ticks.every((tick, at) => {
    const next = ticks[at + 1]
    return next === undefined
      ? px(tick.ms) + widthOf(tick) / 2 <= width + overhangPx
      : px(next.ms) - px(tick.ms) >= (widthOf(tick) + widthOf(next)) / 2 + gapPx
  })
}

/**
 * The finest round times of a zone (midnights, full hours, …) whose labels do not touch on an axis of
 * `width` px, both ends included; times in epoch ms. A midnight is labelled with its day.
 */
export function timeTicks(fromMs: number, toMs: number, zone: string, width: number): TimeTick[] {
  const wallOf = (ms: number) => wallAt(ms, zone)
  // How far the clock is ahead of UTC. One that is changed stays so for weeks.
  const offsets = [wallOf(toMs) - toMs]
  for (let ms = fromMs; ms < toMs; ms += 7 * dayMs) {
    if (!offsets.includes(wallOf(ms) - ms)) offsets.push(wallOf(ms) - ms)
  }
  const [fromWall, toWall] = [fromMs + Math.min(...offsets), toMs + Math.max(...offsets)]
  /** A time that comes twice has two moments. One that is skipped has none, but a midnight, for its day. */
  const momentsOf = (wall: number): number[] => {
    const moments = offsets.map((offset) => wall - offset)
    const real = moments.length === 1 ? moments : moments.filter((ms) => wallOf(ms) === wall)
    return real.length > 0 || wall % dayMs !== 0 ? real : [Math.max(...moments)]
  }
  for (const step of steps) {
    if ((toMs - fromMs) / step.ms > maxTicks(step)) continue
    const walls = new Map<number, number>()
    for (const wall of wallTimes(step, fromWall, toWall)) {
      for (const ms of momentsOf(wall))
        if (ms >= fromMs && ms <= toMs && !walls.has(ms)) walls.set(ms, wall)
    }
    const inOrder = [...walls].sort(([a], [b]) => a - b)
    if (inOrder.length === 0) continue
    for (const write of waysToWrite(step)) {
      const ticks = inOrder.map(([ms, wall]) => ({ ms, text: write(wall) }))
      if (haveRoom(ticks, fromMs, toMs, width)) return ticks
    }
  }
  return []
}
