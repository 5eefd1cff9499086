import { moment } from '@/lib/format'

const months =
  'January February March April May June July August September October November December'
const monthOf = (name: string) => months.split(' ').indexOf(name)

/** Of a datapoint: 22/07/22 15:57:00. */
const datapoint = /\((\d\d)\/(\d\d)\/(\d\d) (\d\d):(\d\d):(\d\d)\)/g
/** Of the state of another alarm: Friday 22 July, 2022 15:57:45 UTC. */
const transition = /[A-Z][a-z]+day (\d\d?) ([A-Z][a-z]+), (\d{4}) (\d\d):(\d\d):(\d\d) UTC/g

/** The reason of a state in CloudWatch's words, its moments in the zone of the reader instead of UTC. */
export function reasonInZone(reason: string, nowMs: number, zone: string): string {
  const at = (whole: string, ...parts: [number, number, number, number, number, number]) => {
    const ms = Date.UTC(...parts)
    return Number.isNaN(ms) ? whole : moment(ms, nowMs, zone)
  }
  return reason
    .replace(
      datapoint,
      (whole, day, month, year, hour, minute, second) =>
        `(${at(whole, 2000 + Number(year), month - 1, +day, +hour, +minute, +second)})`,
    )
    .replace(transition, (whole, day, month, year, hour, minute, second) =>
      monthOf(month) < 0
        ? whole
        : at(whole, Number(year), monthOf(month), +day, +hour, +minute, +second),
    )
}
