import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runtime } from '@/lib/aws/runtime'
import { openPast, type Past } from '@/lib/aws/testdata/open-past'
import { logLines } from '@/lib/demo/visitors'
import type { IncidentEvidence } from '@/lib/orders/incidents/incident-evidence'
import { incident } from '@/lib/orders/stories/testdata/incident'
import { hourMs, minuteMs } from '@/lib/time'
import { readIncident } from './incident-evidence'
import { readIncidentLines } from './incident-lines'
import { readIncidents } from './read'

const noonMs = Date.parse('2026-11-20T12:00:00Z')
const outage = { fromMs: noonMs - 60 * minuteMs, toMs: noonMs - 20 * minuteMs }

interface Line {
  time: string
  request: string
  status: string
  userAgent: string
}

const fieldsOf = (line: string) => JSON.parse(line) as Line
const ofCafe = (outages: (typeof outage)[], hours = 5) => [
  ...logLines(noonMs - hours * hourMs, noonMs, 7, outages),
]
const isInOutage = ({ time }: Line) =>
  Date.parse(time) >= outage.fromMs && Date.parse(time) < outage.toMs

/** The newest incident that is learned from a log, once it has been read. */
async function learn() {
  for (;;) {
    const reading = await readIncidents()
    if (!reading.ok) throw new Error(reading.failure.message)
    if (reading.incidents) return reading.incidents[0]
    await pause(50)
  }
}

async function newestEvidence(): Promise<IncidentEvidence> {
  const reading = await readIncident((await learn())?.id ?? '')
  if (!reading.ok || !reading.evidence) throw new Error('There is no incident.')
  return reading.evidence
}

function follow(lines: string[]) {
  let past: Past | null = null
  beforeAll(async () => {
    past = await openPast(lines, { nowMs: noonMs })
    await learn()
  }, 120_000)
  afterAll(() => past?.close())
}

describe('an incident that all requests for the menu met', () => {
  const log = ofCafe([outage])
  follow(log)

  test('has the lines on both sides of its first failure, and how many are left out', async () => {
    const { lines, incident } = await newestEvidence()
    if (!lines.ok) throw new Error(lines.failure.message)
    expect(incident.untilMs).not.toBeNull()
    const { failed, firstFailed, leftOut, good, of } = lines
    expect(of).toBe('request')
    const times = log
      .map(fieldsOf)
      .filter(({ request, status }) => request === '/cafe/menu.php' && status === '500')
      .map(({ time }) => Date.parse(time))
    expect(failed.length + firstFailed.length + leftOut).toBe(times.length)
    expect(failed[0]?.['@timestamp']).toBe(times.at(-1))
    expect(firstFailed.at(-1)?.['@timestamp']).toBe(times[0])
    expect(good.map(({ status }) => status)).toEqual(['200', '200', '200'])
    expect(good[0]?.['@timestamp']).toBeLessThan(times[0] ?? 0)
    expect(failed[0]?.remoteIP).toMatch(/^\d+\.\d+\.\d+\.0\/24$/)
  })

  test('hits nobody more than others', async () => {
    const { standsOut } = await newestEvidence()
    expect(standsOut).toMatchObject({ ok: true, found: { against: 'before' } })
    const comparisons = standsOut.ok ? standsOut.found?.comparisons : []
    const out = comparisons?.flatMap(({ groups }) => groups.filter((group) => group.standsOut))
    expect(out).toEqual([])
  })

  test('has the alarms that changed, and those that did not', async () => {
    const { alarms } = await newestEvidence()
    if (!alarms.ok) throw new Error(alarms.failure.message)
    const raised = alarms.events.filter((one) => one.kind === 'changed' && one.to === 'ALARM')
    expect(raised.map(({ alarm }) => alarm)).toContain('Server-Errors')
    expect(alarms.unchanged.map(({ name }) => name)).not.toContain('Server-Errors')
  })

  test('ends its good lines with the last order where orders stop: a page that is loaded again is none', async () => {
    const { incident } = await newestEvidence()
    const orders = log
      .map(fieldsOf)
      .filter(({ request, status }) => request.endsWith('processOrder.php') && status < '400')
      .map(({ time }) => Date.parse(time))
      .filter((ms) => ms < outage.fromMs)
    const [lastOrderMs = 0, reloadMs = 0] = orders.slice(-2)
    const report = { ...incident.report, kind: 'orders-stopped' as const, culprit: null }
    const { site } = runtime().env
    const newest = async (fromMs: number) => {
      const stopped = { ...incident, report, fromMs, lastOrderMs }
      const { good } = await readIncidentLines(stopped, outage, { site })
      return good[0]?.['@timestamp']
    }
    expect(await newest(reloadMs + minuteMs)).toBe(lastOrderMs)
    expect(await newest(lastOrderMs)).toBe(lastOrderMs)
    expect(await newest(lastOrderMs - 1)).toBeLessThan(lastOrderMs)
  })

  test.each([
    ['2026-11-20T09:00Z', 'none then'],
    ['2026-10-01T09:00Z', 'too old'],
    ['nothing', 'unknown'],
  ])('is not found at %s: %s', async (id, why) => {
    expect(await readIncident(id)).toEqual({ ok: true, evidence: null, why })
  })

  test('keeps what is known where CloudWatch refuses queries', async () => {
    const id = (await learn())?.id ?? ''
    const { answer, flights } = runtime()
    flights.clear()
    runtime().clients = undefined
    runtime().answer = async (request) =>
      request.target.endsWith('StartQuery') || !answer
        ? { status: 400, headers: {}, body: '{"__type":"AccessDeniedException"}' }
        : answer(request)
    const denied = { ok: false, failure: { kind: 'no-permission' } }
    expect(await readIncident(id)).toMatchObject({
      evidence: { standsOut: denied, lines: denied, alarms: { ok: true } },
    })
  })
})

describe('an incident that all pages of a kind met', () => {
  const names = (line: string, at: number) =>
    line.replaceAll('"/cafe/menu.php"', `"/cafe/menu/${(at % 6) + 1}"`)
  const log = ofCafe([outage]).map(names)
  follow(log)

  test('is told of the pattern, with the lines and the clients of every page', async () => {
    const { lines, standsOut, incident } = await newestEvidence()
    expect(incident.report.culprit).toMatchObject({ request: '/cafe/menu/*', status: 500 })
    if (!lines.ok || !standsOut.ok) throw new Error('There is no evidence.')
    const times = log
      .map(fieldsOf)
      .filter(({ request, status }) => request.startsWith('/cafe/menu/') && status === '500')
      .map(({ time }) => Date.parse(time))
    const { failed, firstFailed, leftOut, good, asked } = lines
    expect(failed.length + firstFailed.length + leftOut).toBe(times.length)
    expect(firstFailed.at(-1)?.['@timestamp']).toBe(times[0])
    expect(good.map(({ status }) => status)).toEqual(['200', '200', '200'])
    expect(asked.query).toContain('request like /')
    expect(standsOut.found?.comparisons[0]?.met).toBeGreaterThan(20)
  })
})

describe('an incident that one browser met', () => {
  follow(
    ofCafe([]).map((line) => {
      const fields = fieldsOf(line)
      const isHit =
        Date.parse(fields.time) >= outage.fromMs &&
        fields.request === '/cafe/menu.php' &&
        fields.userAgent.includes('Firefox')
      return isHit ? JSON.stringify({ ...fields, status: '403' }) : line
    }),
  )

  test('says which', async () => {
    const { standsOut } = await newestEvidence()
    expect(standsOut).toMatchObject({ ok: true, found: { against: 'during' } })
    expect(standsOut.ok && standsOut.found?.says).toMatch(
      /^\d+ of \d+ visits with Firefox were affected, and 0 of \d+ others\./,
    )
  })
})

describe('an incident in which the menu is answered otherwise than on the days before', () => {
  const log = ofCafe([], 52).flatMap((line) => {
    const fields = fieldsOf(line)
    if (!isInOutage(fields)) return [line]
    if (fields.request === '/cafe/processOrder.php') return []
    return fields.request === '/cafe/menu.php'
      ? [JSON.stringify({ ...fields, status: '302' })]
      : [line]
  })
  follow(log)

  test('has the lines with that answer, and the last ones with the usual one', async () => {
    const { lines, incident } = await newestEvidence()
    const culprit = { request: '/cafe/menu.php', status: 302, before: 200 }
    expect(incident.report.culprit).toMatchObject(culprit)
    expect(incident.blamed[0]).toMatchObject(culprit)
    if (!lines.ok) throw new Error(lines.failure.message)
    const { failed, firstFailed, leftOut, good } = lines
    const met = log
      .map(fieldsOf)
      .filter(({ status, request }) => request === '/cafe/menu.php' && status === '302')
    expect(failed.length + firstFailed.length + leftOut).toBe(met.length)
    expect(good.map(({ status }) => status)).toEqual(['200', '200', '200'])
  })
})

describe('the last good answer', () => {
  const isMet = (fields: Line) => isInOutage(fields) && fields.request === '/cafe/menu.php'
  const log = ofCafe([]).flatMap((line) => {
    const fields = fieldsOf(line)
    const process = isMet(fields) ? '2500000' : '100000'
    if (!isMet(fields)) return [JSON.stringify({ ...fields, process })]
    // In one second, as a browser follows a circle; and an answer that is slow.
    const status = fields.userAgent.includes('Firefox') ? '200' : '302'
    const met = JSON.stringify({ ...fields, status, process })
    return status === '302' ? [met, met, met] : [met]
  })
  follow(log)

  const times = (status: string) =>
    log
      .map(fieldsOf)
      .filter((fields) => isMet(fields) && fields.status === status)
      .map(({ time }) => Date.parse(time))

  test.each([
    ['a circle', 302],
    ['slow answers', 200],
  ])('before %s is no answer of that kind, and not the first bad line', async (_, status) => {
    const [fromMs = 0] = times(String(status))
    const culprit = { method: 'GET', request: '/cafe/menu.php', status }
    const report = { ...incident().report, culprit }
    const { site } = runtime().env
    const lines = await readIncidentLines(
      incident({ report, fromMs, blamed: [] }),
      { fromMs, toMs: outage.toMs },
      { site },
    )
    const firstBad = [...lines.failed, ...lines.firstFailed].at(-1)
    expect(firstBad?.['@timestamp']).toBe(fromMs)
    expect(lines.good).toHaveLength(3)
    for (const good of lines.good) {
      expect(good).toMatchObject({ status: '200', durationMs: 100 })
      expect(good['@timestamp']).toBeLessThan(fromMs)
    }
  })
})

describe('a silence', () => {
  follow(ofCafe([]).filter((line) => Date.parse(fieldsOf(line).time) < outage.fromMs))

  test('has the last lines before it', async () => {
    const { lines, standsOut, incident } = await newestEvidence()
    expect(incident.report.kind).toBe('no-traffic')
    expect(lines).toMatchObject({ ok: true, of: 'lines', failed: [], leftOut: 0 })
    expect(lines.ok && lines.good).toHaveLength(3)
    expect(standsOut).toMatchObject({ ok: true, found: null })
  })
})
