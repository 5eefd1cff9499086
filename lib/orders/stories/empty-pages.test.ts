import { describe, expect, test } from 'vitest'
import type { VisitRequest } from '@/lib/visits/visits'
import { cafeLog, moment, newNumbers } from './testdata/cafe'
import { tell } from './testdata/tell'

const noon = moment(3, '12:00')
const evening = moment(3, '15:00')
const menu = '/cafe/menu.php'

/** The café's log, in which pages have the sizes that they have in most shops. */
function log(buyers: (atMs: number) => number, bytesOf: (line: VisitRequest) => number | null) {
  const draw = newNumbers(11)
  return cafeLog({ untilMs: evening, buyers }).map((line) => {
    const usual = 9_000 + Math.floor(draw() * 6_000)
    return { ...line, bytes: bytesOf(line) ?? (line.status === 200 ? usual : 0) }
  })
}

const isMenuSince = (fromMs: number) => (line: VisitRequest) =>
  line.path === menu && line.timeMs >= fromMs ? 312 : null

describe('the menu answers 200 with an empty page', () => {
  test('and nobody orders: it is named within ten minutes', () => {
    const lines = log((atMs) => (atMs < noon ? 0.4 : 0), isMenuSince(noon))
    const reports = tell(lines, moment(3, '11:00'), moment(3, '14:00'))
    const first = reports.find(({ tone }) => tone === 'trouble')
    expect(first?.atMs).toBeGreaterThan(noon)
    expect(first?.atMs).toBeLessThanOrEqual(moment(3, '12:10'))
    const last = reports.at(-1)
    expect(last?.culprit).toEqual({ method: 'GET', request: menu, status: 200, failure: 'short' })
    expect([last?.headline, ...(last?.details ?? [])].join(' ')).toMatch(
      /GET \/cafe\/menu\.php has answered 200 with far fewer bytes than usual to every request since 12:0\d\./,
    )
  })

  test('and people order as ever: the page is new, and no trouble', () => {
    const lines = log(() => 0.4, isMenuSince(noon))
    const reports = tell(lines, moment(3, '11:00'), evening)
    expect(reports.filter(({ tone }) => tone === 'trouble')).toEqual([])
  })
})
