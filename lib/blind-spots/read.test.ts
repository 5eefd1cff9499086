import { afterEach, describe, expect, test } from 'vitest'
import { runtime } from '@/lib/aws/runtime'
import { openPast, type Past } from '@/lib/aws/testdata/open-past'
import { testTrial } from '@/lib/back-test/read'
import { logLines } from '@/lib/demo/visitors'
import { metricFilter } from '@/lib/monitoring'
import type { Progress } from '@/lib/progress'
import { defaultMonitoring, parseSite } from '@/lib/site'
import { hourMs, minuteMs } from '@/lib/time'
import { createAlarm } from './create-alarm'
import { readBlindSpots } from './read'
import type { ToldIncident } from './told-by-orders'

const noonMs = Date.parse('2026-11-20T12:00:00Z')
const brokenMs = noonMs - 100 * minuteMs
const menuBroken = [{ fromMs: brokenMs, toMs: brokenMs + 37 * minuteMs }]
const range = { fromMs: noonMs - 6 * hourMs, toMs: noonMs }
const brokenLog = [...logLines(range.fromMs, noonMs, 7, menuBroken)]

const with404Alone = {
  ...defaultMonitoring,
  metricFilters: defaultMonitoring.metricFilters.filter(({ name }) => name !== '500-Errors'),
  alarms: defaultMonitoring.alarms.filter(({ name }) => name === '404-Errors'),
}

/** The incident as the Incidents page has it. */
const told: ToldIncident = {
  ...{ id: '2026-11-20T10:22Z', fromMs: brokenMs + 20_000, toMs: brokenMs + 37 * minuteMs },
  ...{ ordersStopped: true, visits: 412, lost: { low: 51, estimate: 64, high: 78 } },
  requests: [{ request: '/cafe/menu.php', status: 500 }],
}

let past: Past
afterEach(() => past.close())

async function gapsOf(
  lines: Iterable<string>,
  { monitoring = with404Alone, incidents = [] as ToldIncident[] | null } = {},
) {
  past = await openPast(lines, { nowMs: noonMs + 10_000, monitoring })
  const reading = await readBlindSpots({ range, told: incidents })
  if (!reading.ok) throw new Error(reading.failure.message)
  return reading
}

const afterBroken = (ms: number | undefined) => ((ms ?? Number.NaN) - brokenMs) / minuteMs

test('it says what it is at, step by step, and each step begins once', async () => {
  past = await openPast(brokenLog, {
    nowMs: noonMs + 10_000,
    monitoring: with404Alone,
  })
  const said: Progress[] = []
  await readBlindSpots({ range, told: [told], onProgress: (progress) => said.push(progress) })
  expect([...new Set(said.map(({ step, doing }) => `${step} ${doing}`))]).toEqual([
    '1 Reading failures of the period, and an order',
    '2 Looking at 2 incidents of 2',
    '4 Counting, minute by minute, what new alarms would have seen',
    '5 Back-testing new alarms',
  ])
  expect(said.filter(({ step }) => step === 1).at(-1)).toMatchObject({ answered: 2, asked: 2 })
})

describe('the incident of the case, with the 404 alarm alone', () => {
  test('no alarm saw the 500s that stopped every order; the one proposed is raised after a minute', async () => {
    const { gaps, incidents, seen } = await gapsOf(brokenLog, { incidents: [told] })
    expect({ incidents, seen, gaps: gaps.length }).toEqual({ incidents: 2, seen: 0, gaps: 2 })
    const [menu, orders] = gaps
    expect(menu).toMatchObject({
      kind: 'failing',
      request: '/cafe/menu.php',
      status: '500',
      fromMs: brokenMs,
      minutes: 37,
      silentAlarms: [],
      proposal: {
        filters: [{ name: '500-Errors', pattern: '{ $.status = "500" }' }],
        alarm: { name: '500-Errors', metric: '500-Errors', threshold: 1, comparison: '>=' },
        firesAtMs: brokenMs + minuteMs,
        falseAlarms: { times: 0, minutes: 0 },
      },
    })
    expect(menu?.clients).toBeGreaterThan(50)
    for (const gap of gaps)
      expect(gap).toMatchObject({ missedOrders: told.lost, incident: told.id })
    expect(orders).toMatchObject({ requests: told.visits, fromMs: brokenMs, ordersStopped: true })
    expect(orders).toMatchObject({
      kind: 'no-orders',
      proposal: { alarm: { name: 'Orders-Stopped' }, falseAlarms: { times: 0 } },
    })
    if (!orders?.proposal || 'rule' in orders.proposal.alarm) throw new Error('nothing is proposed')
    expect(await createAlarm({ filters: [], alarm: orders.proposal.alarm })).toMatchObject({
      ok: true,
    })
    const fires = afterBroken(orders?.proposal?.firesAtMs)
    expect(fires).toBeGreaterThan(2)
    expect(fires).toBeLessThan(15)
  }, 60_000)

  test('a proposal holds: in a back-test, and as an entry of the site file', async () => {
    const { gaps } = await gapsOf(brokenLog, { incidents: [told] })
    expect(gaps).toHaveLength(2)
    for (const { proposal } of gaps) {
      if (!proposal) throw new Error('nothing is proposed')
      const { filters, alarm, firesAtMs, siteFile } = proposal
      const tested = await testTrial({ filter: filters[0], alarm }, { range })
      if (!tested.ok) throw new Error(JSON.stringify(tested))
      const raised = tested.alarms[0]?.changes.filter(({ to }) => to === 'ALARM')
      expect(raised?.[0]?.atMs).toBe(firesAtMs)
      expect(raised?.filter(({ atMs }) => afterBroken(atMs) > 38)).toEqual([])
      const { monitoring } = parseSite(siteFile)
      expect(monitoring.alarms).toContainEqual(alarm)
      for (const filter of filters) expect(monitoring.metricFilters).toContainEqual(filter)
    }
  }, 60_000)

  test('a proposal for what failed by day does not sleep at night', async () => {
    const nights = { fromMs: noonMs - 36 * hourMs, toMs: noonMs }
    past = await openPast(logLines(nights.fromMs, noonMs, 7, menuBroken), {
      nowMs: noonMs + 10_000,
      monitoring: with404Alone,
    })
    const found = await readBlindSpots({ range: nights, told: [told] })
    const proposals = found.ok ? found.gaps.flatMap(({ proposal }) => proposal ?? []) : []
    expect(proposals).toHaveLength(2)
    await past.close()
    const midnightMs = noonMs - 12 * hourMs
    const night = { fromMs: midnightMs - 4 * hourMs, toMs: midnightMs + 6 * hourMs }
    const broken = [{ fromMs: midnightMs, toMs: midnightMs + 5 * hourMs }]
    past = await openPast(logLines(night.fromMs, night.toMs, 8, broken), {
      nowMs: night.toMs + 10_000,
      monitoring: with404Alone,
    })
    for (const { filters, alarm } of proposals) {
      const tested = await testTrial({ filter: filters[0], alarm }, { range: night })
      if (!tested.ok) throw new Error(JSON.stringify(tested))
      const [done] = tested.alarms
      const raised = done?.inAlarm.find(({ fromMs }) => fromMs >= midnightMs)
      // Eight expected orders take hours then; that they stopped is not over because hardly anybody comes.
      const isOfOrders = alarm.name === 'Orders-Stopped'
      expect(raised?.fromMs).toBeLessThan(midnightMs + (isOfOrders ? 4 : 1) * hourMs)
      if (isOfOrders) expect(raised?.toMs).toBeGreaterThan(midnightMs + 5 * hourMs)
    }
  }, 60_000)

  test('a created alarm is there, and its name cannot be taken twice', async () => {
    const { gaps } = await gapsOf(brokenLog, { incidents: [told] })
    const proposal = gaps[0]?.proposal
    if (!proposal || 'rule' in proposal.alarm) throw new Error('nothing is proposed')
    const { filters, alarm } = proposal
    expect(await createAlarm({ filters, alarm })).toEqual({
      ok: true,
      alarm: '500-Errors',
      filters: ['500-Errors'],
    })
    expect(await createAlarm({ filters, alarm })).toMatchObject({
      wrong: { field: 'alarm.name', message: 'An alarm named 500-Errors exists already.' },
    })
    const again = await readBlindSpots({ range, told: [told] })
    expect(again).toMatchObject({
      gaps: [
        {
          request: '/cafe/menu.php',
          // It was created after all this.
          silentAlarms: [],
          laterAlarms: ['500-Errors'],
          watchedSince: { alarm: '500-Errors', firesAtMs: brokenMs + minuteMs },
          proposal: null,
          noProposal: null,
        },
        { kind: 'no-orders', watchedSince: null },
      ],
    })
    expect(await createAlarm({ filters, alarm: { ...alarm, name: 'other' } })).toMatchObject({
      wrong: { field: 'filters.0.name' },
    })
    const six = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) =>
      metricFilter.parse({ name, pattern: '%x%' }),
    )
    expect(await createAlarm({ filters: six, alarm: { ...alarm, name: 'other' } })).toMatchObject({
      wrong: {
        field: 'filters.5.pattern',
        message: 'A log group has at most 5 filter patterns with regular expressions.',
      },
    })
  }, 60_000)

  test('on AWS nothing is created: the commands are returned', async () => {
    const { gaps } = await gapsOf(brokenLog, { incidents: [told] })
    const proposal = gaps[0]?.proposal
    if (!proposal || 'rule' in proposal.alarm) throw new Error('nothing is proposed')
    runtime().env.cloudwatch = 'aws'
    const { filters, alarm } = proposal
    const result = await createAlarm({ filters, alarm })
    expect(result).toMatchObject({ ok: false, readOnly: expect.stringContaining('only reads') })
    expect(result).toMatchObject({ commands: proposal.commands })
  }, 60_000)
})

test('with the 500 alarm that comes with CafeWatch only the orders themselves are unwatched', async () => {
  const { gaps, seen } = await gapsOf(brokenLog, {
    monitoring: defaultMonitoring,
    incidents: [told],
  })
  expect(seen).toBe(1)
  expect(gaps.map(({ kind }) => kind)).toEqual(['no-orders'])
}, 60_000)

test('a day without incidents has no gaps, though crawlers find no robots.txt', async () => {
  const { gaps, incidents, notKnown } = await gapsOf(logLines(range.fromMs, noonMs, 7, []))
  expect(gaps).toEqual([])
  expect(incidents).toBe(0)
  expect(notKnown).toEqual([])
}, 60_000)

test('a night of bots and nobody else costs nothing, as no incident says it does', async () => {
  const bots: string[] = []
  for (let atMs = range.fromMs; atMs < noonMs; atMs += 2 * minuteMs) {
    const isNight = atMs > noonMs - 4 * hourMs && atMs < noonMs - 2 * hourMs
    const base = { time: new Date(atMs).toISOString(), status: '200', remoteIP: '203.0.113.9' }
    bots.push(JSON.stringify({ ...base, method: 'GET', request: '/cafe', userAgent: 'bot' }))
    if (!isNight)
      bots.push(JSON.stringify({ ...base, method: 'POST', request: '/cafe/processOrder.php' }))
  }
  expect((await gapsOf(bots)).gaps).toEqual([])
}, 60_000)

test('while the incidents are being read, it is said that nothing is known of orders', async () => {
  const { gaps, notKnown } = await gapsOf(brokenLog, { incidents: null })
  expect(gaps.map(({ kind }) => kind)).toEqual(['failing'])
  expect(notKnown).toEqual([
    'Whether orders were missing is not known: the last days of the log have not been read for that yet.',
  ])
}, 60_000)

describe('an alarm that is raised for another reason has seen nothing', () => {
  test('the 404 alarm stays in ALARM all the time; the 500s are still a gap', async () => {
    const line = (atMs: number, request: string, status: string) =>
      JSON.stringify({
        time: new Date(atMs).toISOString(),
        request,
        method: 'GET',
        status,
        remoteIP: '203.0.113.9',
      })
    const lines: string[] = []
    for (let atMs = range.fromMs; atMs < noonMs; atMs += 5_000) {
      lines.push(line(atMs, '/nowhere', '404'))
      if (atMs >= brokenMs && atMs < brokenMs + 10 * minuteMs) lines.push(line(atMs, '/pay', '502'))
    }
    const { gaps } = await gapsOf(lines)
    expect(gaps).toMatchObject([
      {
        request: '/pay',
        status: '502',
        minutes: 10,
        requests: 120,
        clients: 1,
        missedOrders: null,
      },
    ])
    expect(gaps[0]?.proposal?.filters).toMatchObject([{ pattern: '{ $.status = "502" }' }])
  }, 60_000)
})

describe('crawlers that ask for what is not there, all day long', () => {
  const crawled = { fromMs: noonMs - 24 * hourMs, toMs: noonMs }
  const line = (atMs: number, request: string, status: string) =>
    JSON.stringify({
      time: new Date(atMs).toISOString(),
      request,
      method: 'GET',
      status,
      remoteIP: '203.0.113.9',
    })
  /** A 404 every 7 minutes somewhere, and a step of the way not found for a while, twice. */
  function* lines() {
    const lost = [noonMs - 15 * hourMs, noonMs - 4 * hourMs]
    for (let minute = 0; minute < 24 * 60; minute += 1) {
      const atMs = crawled.fromMs + minute * minuteMs
      yield line(atMs, '/', '200')
      if (minute % 7 === 0) yield line(atMs + 1_000, `/old/${minute}`, '404')
      if (lost.some((fromMs) => atMs >= fromMs && atMs < fromMs + 12 * minuteMs))
        yield line(atMs + 2_000, '/cafe/menu.php', '404')
    }
  }

  test('what they keep raised is not proposed; each proposal is quiet before and is its back-test', async () => {
    past = await openPast(lines(), { nowMs: noonMs + 10_000, monitoring: with404Alone })
    const found = await readBlindSpots({ range: crawled, told: [] })
    if (!found.ok) throw new Error(found.failure.message)
    expect(found.gaps.map(({ request }) => request)).toEqual(['/cafe/menu.php', '/cafe/menu.php'])
    const definitions = new Map<string, string>()
    for (const { proposal, fromMs } of found.gaps) {
      if (!proposal) throw new Error('nothing is proposed')
      const { filters, alarm, firesAtMs, raised } = proposal
      expect(firesAtMs).toBeGreaterThan(fromMs)
      const tested = await testTrial({ filter: filters[0], alarm }, { range: crawled })
      if (!tested.ok) throw new Error(JSON.stringify(tested))
      const [done] = tested.alarms
      expect(done?.before).toBe('OK')
      expect({ times: done?.inAlarm.length, minutes: done?.minutesInAlarm }).toEqual(raised)
      expect(raised.minutes).toBeLessThan(60)
      const definition = JSON.stringify(alarm)
      expect(definitions.get(alarm.name) ?? definition).toBe(definition)
      definitions.set(alarm.name, definition)
    }
  }, 60_000)

  test('one that is there is not offered again', async () => {
    past = await openPast(lines(), { nowMs: noonMs + 10_000, monitoring: with404Alone })
    const before = await readBlindSpots({ range: crawled, told: [] })
    const made = before.ok ? before.gaps[0]?.proposal : undefined
    if (!made || 'rule' in made.alarm) throw new Error('nothing is proposed')
    const { filters, alarm } = made
    expect(await createAlarm({ filters, alarm: { ...alarm, name: 'ours' } })).toMatchObject({
      ok: true,
    })
    const after = await readBlindSpots({ range: crawled, told: [] })
    if (!after.ok) throw new Error(after.failure.message)
    for (const { proposal } of after.gaps)
      expect(proposal && { ...proposal.alarm, name: '', description: '' }).not.toEqual({
        ...alarm,
        name: '',
        description: '',
      })
    expect(after.gaps[0]?.watchedSince).toMatchObject({ alarm: 'ours', firesAtMs: made.firesAtMs })
  }, 60_000)
})

test('what began before the period is said to need a longer one', async () => {
  const broken = [{ fromMs: range.fromMs - 30 * minuteMs, toMs: range.fromMs + 30 * minuteMs }]
  const { gaps } = await gapsOf(logLines(range.fromMs - hourMs, noonMs, 7, broken))
  expect(gaps[0]).toMatchObject({ request: '/cafe/menu.php', fromMs: range.fromMs, proposal: null })
  expect(gaps[0]?.noProposal).toMatch(/^It may have begun before this period/)
}, 60_000)

test('in Apache’s combined format the proposal counts columns', async () => {
  const lines: string[] = []
  for (let atMs = brokenMs; atMs < brokenMs + 5 * minuteMs; atMs += 5_000) {
    const [day, clock] = new Date(atMs).toISOString().slice(0, 19).split('T')
    const stamp = `${day?.slice(8)}/Nov/2026:${clock} +0000`
    lines.push(`203.0.113.9 - - [${stamp}] "GET /pay?x HTTP/1.1" 503 12 "-" "curl/8"`)
    lines.push(`203.0.113.9 - - [${stamp}] "GET /well HTTP/1.1" 200 12 "-" "curl/8"`)
  }
  const { gaps } = await gapsOf(lines)
  expect(gaps[0]?.proposal).toMatchObject({
    filters: [
      {
        pattern: '[ip, id, user, timestamp, request, status_code = 503, size, referer, agent]',
      },
    ],
    firesAtMs: brokenMs + minuteMs,
  })
}, 60_000)
