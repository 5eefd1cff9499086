import { describe, expect, test } from 'vitest'
import { minuteMs } from '@/lib/time'
import type { VisitRequest } from '@/lib/visits/visits'
import { cafeLog, moment, newNumbers, request } from './testdata/cafe'
import { tell } from './testdata/tell'

const today = 2
const ten = moment(today, '10:00')
const one = moment(today, '13:00')

/** 400 visits an hour of another country, which look at the menu. */
function strangers(country: string): VisitRequest[] {
  const draw = newNumbers(11)
  const lines: VisitRequest[] = []
  for (let atMs = ten, visit = 0; atMs < one; visit += 1) {
    atMs += draw() * 18_000
    const more = { client: `203.0.${visit >> 8}.${visit % 256}`, country }
    lines.push(
      request(atMs, '/cafe/', more),
      request(atMs + 300, '/cafe/style.css', more),
      request(atMs + 20_000, '/cafe/menu.php', more),
    )
  }
  return lines
}

/** A café to which twelve visits an hour come, of which six order; nobody can from `stopMs` on. */
const cafe = (stopMs: number, country: string) =>
  cafeLog({
    untilMs: one,
    visitsAnHour: (hour) => (hour < 8 || hour >= 22 ? 3 : 12),
    buyers: (atMs) => (atMs >= stopMs ? 0 : 0.5),
    country: () => country,
  })

const tellOf = (log: readonly VisitRequest[]) => tell(log, ten, one)
/** The most orders that were usual in the hour before, where that is said. */
const mostUsual = (details: readonly string[]) =>
  Number(/–(\d+) are usual/.exec(details.join(' '))?.[1] ?? 0)

describe('a crowd of another country comes to a café, and orders nothing', () => {
  test('that is no trouble, and no orders of the crowd are due', () => {
    const said = tellOf([...cafe(one, 'DE'), ...strangers('IN')])
    expect(said.filter(({ tone }) => tone === 'trouble')).toEqual([])
    const later = said.filter(({ atMs }) => atMs > moment(today, '11:00'))
    expect(Math.max(...later.map(({ details }) => mostUsual(details)))).toBeLessThan(25)
  })

  test('nobody can order any more: it is said as soon as without the crowd', () => {
    const eleven = moment(today, '11:00')
    const saidOf = (log: readonly VisitRequest[]) =>
      tellOf(log).find(({ tone, atMs }) => tone === 'trouble' && atMs > eleven)
    const alone = saidOf(cafe(eleven, 'DE'))
    const first = saidOf([...cafe(eleven, 'DE'), ...strangers('IN')])
    expect(alone?.kind).toBe('orders-stopped')
    expect(first?.kind).toBe('orders-stopped')
    expect(first?.atMs).toBeLessThanOrEqual((alone?.atMs ?? 0) + 5 * minuteMs)
  })
})
