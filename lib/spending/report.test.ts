import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { dayMs } from '@/lib/time'
import { dayOf, newLedger } from './ledger'
import { openLedgerFile } from './ledger-file'
import { spendingReport } from './report'

const gb = 2 ** 30
const nowMs = Date.parse('2026-11-28T10:00:00Z')
const prices = { gbScanned: 1, thousandMetrics: 1, tailMinute: 1 }
const anna = { page: '/', question: 'totals', viewer: 'anna' }

function someLedger() {
  const ledger = newLedger()
  ledger.add(anna, { queries: 1, bytesScanned: 4 * gb, answers: 1, answeredBytes: 4 * gb }, nowMs)
  // Told what anna had asked.
  ledger.add({ ...anna, viewer: 'ben' }, { answers: 1, answeredBytes: 4 * gb }, nowMs)
  ledger.add({ ...anna, page: '/errors' }, { answers: 1, answeredBytes: 4 * gb }, nowMs)
  const alarms = { page: '/alarms', question: 'alarms', viewer: 'ben' }
  ledger.add(alarms, { calls: 3, metrics: 500 }, nowMs)
  const typed = { page: '/explore', question: 'limit 1', viewer: 'ben' }
  ledger.add(typed, { queries: 1, bytesScanned: gb }, nowMs)
  ledger.add({ page: '/tail', question: null, viewer: 'ben' }, { tailMinutes: 2 }, nowMs)
  ledger.add(anna, { queries: 1, bytesScanned: 9 * gb }, nowMs - dayMs)
  return ledger
}

const report = (day?: string) =>
  spendingReport(someLedger().entries(), { prices, budget: 10, nowMs, day })

test('a day costs what it scanned, asked and followed, and saves what answers had scanned', () => {
  const { ofDay, pace, days } = report()
  expect(ofDay.cost).toBeCloseTo(4 + 1 + 0.5 + 2)
  expect(ofDay.saved).toBeCloseTo(12 - 4)
  expect(pace).toBe('slow')
  expect(days.map(({ day, cost }) => [day, Number(cost.toFixed(2))])).toEqual([
    ['2026-11-28', 7.5],
    ['2026-11-27', 9],
  ])
})

test('is told by page, question and viewer, the dearest first', () => {
  const { pages, questions, viewers } = report()
  const costs = (rows: typeof pages) => rows.map(({ name, cost }) => [name, cost])
  expect(costs(pages)).toEqual([
    ['/', 4],
    ['/tail', 2],
    ['/explore', 1],
    ['/alarms', 0.5],
    ['/errors', 0],
  ])
  expect(costs(questions)).toEqual([
    ['totals', 4],
    [null, 2],
    ['limit 1', 1],
    ['alarms', 0.5],
  ])
  expect(costs(viewers)).toEqual([
    ['anna', 4],
    ['ben', 3.5],
  ])
})

test('what pages, questions and viewers save is together what the day saves', () => {
  const ledger = newLedger()
  const counted = (question: string, scanned: number, answered: number, viewer = 'anna') =>
    ledger.add(
      { ...anna, question, viewer },
      { answers: 1, bytesScanned: scanned * gb, answeredBytes: answered * gb },
      nowMs,
    )
  // Asks for the whole day, of which it shows two hours; the others follow from that.
  counted('latest', 12, 1)
  counted('totals', 0, 12)
  counted('totals', 0, 12, 'ben')
  const { ofDay, ...by } = spendingReport(ledger.entries(), { prices, budget: null, nowMs })
  const saved = (rows: typeof by.pages) => rows.map(({ name, saved }) => [name, saved])
  expect(ofDay.saved).toBeCloseTo(13)
  expect(saved(by.pages)).toEqual([['/', 13]])
  expect(saved(by.questions)).toEqual([
    ['latest', 13 / 25],
    ['totals', 13 * (24 / 25)],
  ])
  expect(saved(by.viewers)).toEqual([
    ['anna', 13 * (13 / 25)],
    ['ben', 13 * (12 / 25)],
  ])
})

test('another day can be taken apart, and one of which nothing is known', () => {
  expect(report('2026-11-27').questions.map(({ name, cost }) => [name, cost])).toEqual([
    ['totals', 9],
  ])
  expect(report('2026-11-27')).toMatchObject({ today: '2026-11-28', day: '2026-11-27' })
  expect(report('2026-11-01')).toMatchObject({ ofDay: { cost: 0, saved: 0 }, pages: [] })
})

test('whoever asks for ever new things fills no memory, and sums stay exact', () => {
  const ledger = newLedger()
  for (let at = 0; at < 5_000; at += 1)
    ledger.add({ ...anna, question: `limit ${at}` }, { queries: 1, bytesScanned: 1 }, nowMs)
  expect(ledger.entries().length).toBeLessThanOrEqual(2_001)
  expect(ledger.ofDay(nowMs)).toMatchObject({ queries: 5_000, bytesScanned: 5_000 })
  for (let day = 0; day < 100; day += 1) ledger.add(anna, { queries: 1 }, nowMs + day * dayMs)
  const days = new Set(ledger.entries().map(({ day }) => day))
  expect(days.size).toBe(62)
  expect(days.has(dayOf(nowMs + 99 * dayMs))).toBe(true)
})

describe('the file', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'spending-'))
  })
  afterEach(() => rmSync(dir, { recursive: true }))
  const said: string[] = []
  function open() {
    said.length = 0
    return openLedgerFile(join(dir, 'spending.json'), (text) => said.push(text))
  }

  test('what was spent is known after a restart', () => {
    const first = open()
    first.ledger.add(anna, { queries: 1, bytesScanned: 7 }, nowMs)
    first.close()
    const second = open()
    expect(second.ledger.ofDay(nowMs)).toMatchObject({ queries: 1, bytesScanned: 7 })
    expect(second.ledger.entries()).toEqual(first.ledger.entries())
    second.close()
    expect(said).toEqual([])
  })

  test.each(['', '{}', '[{"day":"yesterday"}]', '[1'])(
    'one that holds %j is begun anew',
    (text) => {
      writeFileSync(join(dir, 'spending.json'), text)
      const file = open()
      expect(said).toEqual([expect.stringMatching(/is not as CafeWatch wrote it/)])
      file.ledger.add(anna, { queries: 1 }, nowMs)
      file.close()
      expect(readFileSync(join(dir, 'spending.json'), 'utf8')).toContain('"queries":1')
    },
  )

  test('one that cannot be written is said once', () => {
    const file = open()
    mkdirSync(join(dir, 'spending.json.new'))
    for (const queries of [1, 2]) {
      file.ledger.add(anna, { queries }, nowMs)
      file.save()
    }
    expect(said).toEqual([expect.stringMatching(/cannot be written: it is a folder, not a file\./)])
    rmSync(join(dir, 'spending.json.new'), { recursive: true })
    file.close()
    expect(open().ledger.ofDay(nowMs).queries).toBe(3)
  })
})
