import { type OpeningHours, weekdays } from '@/lib/shop/opening-hours'
import { newLocalTime } from './local-time'

// So many orders the visits of the closed hours would have brought, and brought none.
const leastMissing = 10
// At night fewer of those who come order.
const leastHours = 3
const leastOrders = 30
const leastDays = 5
const dayHours = 24

/** The longest run of hours without orders, round the clock: from inclusive, to exclusive, past 24 when it goes over midnight. */
function longestSilence(perHour: readonly number[]): { from: number; to: number } | null {
  let best: { from: number; to: number } | null = null
  for (let from = 0; from < dayHours; from += 1) {
    let to = from
    while (to - from < dayHours && perHour[to % dayHours] === 0) to += 1
    if (to > from && (!best || to - from > best.to - best.from)) best = { from, to }
  }
  return best
}

const clockText = (hour: number) => `${String(hour).padStart(2, '0')}:00`

/**
 * When orders can come, as those of the log have it: closed are the hours and days in which people came
 * and none ordered, though several would have. Null when that cannot be said. Times are epoch ms.
 */
export function orderHours(
  orders: readonly number[],
  visits: readonly number[],
  zone: string,
): OpeningHours | null {
  const localTime = newLocalTime(zone)
  const days = new Set(visits.map((ms) => localTime(ms).date))
  if (orders.length < leastOrders || days.size < leastDays) return null
  const conversion = orders.length / visits.length
  const count = (times: readonly number[], of: (ms: number) => number, size: number) => {
    const counts = new Array<number>(size).fill(0)
    for (const ms of times) counts[of(ms)] = (counts[of(ms)] ?? 0) + 1
    return counts
  }
  const ordersByHour = count(orders, (ms) => localTime(ms).hour, dayHours)
  const visitsByHour = count(visits, (ms) => localTime(ms).hour, dayHours)
  const ordersByDay = count(orders, (ms) => localTime(ms).weekday, weekdays.length)
  const visitsByDay = count(visits, (ms) => localTime(ms).weekday, weekdays.length)
  const silence = longestSilence(ordersByHour)
  const missing = silence
    ? ordersByHour.reduce((sum, _, index) => {
        const isIn = index >= silence.from ? index < silence.to : index + dayHours < silence.to
        return sum + (isIn ? conversion * (visitsByHour[index] ?? 0) : 0)
      }, 0)
    : 0
  const isClosedDay = weekdays.map(
    (_, day) => ordersByDay[day] === 0 && conversion * (visitsByDay[day] ?? 0) >= leastMissing,
  )
  const isLong = silence !== null && silence.to - silence.from >= leastHours
  const hasHours = isLong && missing >= leastMissing
  if (!hasHours && !isClosedDay.some(Boolean)) return null
  const from = hasHours ? silence.to % dayHours : 0
  const to = hasHours ? silence.from : dayHours
  const range = `${clockText(from)}-${clockText(to === 0 ? dayHours : to)}`
  return {
    zone,
    ...Object.fromEntries(weekdays.map((name, day) => [name, isClosedDay[day] ? [] : [range]])),
  }
}
