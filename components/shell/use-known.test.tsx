// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { AlarmsReading } from '@/lib/alarms/alarm'
import { progressType } from '@/lib/progress'
import type { Totals } from '@/lib/queries/totals'
import type { Reading } from '@/lib/reading'
import type { SourceStatus } from '@/lib/source'
import { Banner } from './banner'
import { PanelPage } from './panel-page'
import { iconOf } from './tab-icon'
import type { Live } from './use-reading'

const tenOClock = Date.parse('2026-11-26T10:00:00Z')
const alarms: AlarmsReading = { ok: true, alarms: [], asOfMs: tenOClock }
const source: SourceStatus = {
  mode: 'local',
  logGroup: 'log',
  simulated: false,
  loading: null,
  newestEventMs: null,
  newestHour: null,
  notices: [],
}

const Headline = ({ alarms }: { alarms: Live<AlarmsReading> }) => (
  <Banner title="All is well." tone={alarms.reading?.ok ? 'calm' : 'unknown'} />
)
const page = (path: string) => (
  <PanelPage
    path={path}
    questions={{ alarms: { api: 'alarms' } }}
    first={{ alarms, source }}
    clock="alarms"
    rows={[Headline]}
    more={{}}
    view={{ range: '15m' }}
    window={{ fromMs: 0, toMs: 900_000, binMs: 60_000 }}
    zone="UTC"
    nowMs={tenOClock}
  />
)

let online = true
const hanging: AbortSignal[] = []
const answered = async (url: string, { signal }: { signal: AbortSignal }) => {
  if (online) {
    const words = new URL(url, 'http://here').searchParams.get('ask')?.split(',') ?? []
    const lines = words.map((ask) =>
      JSON.stringify({ ask, reading: ask === 'source' ? { ...source, ok: true } : alarms }),
    )
    return new Response(`${lines.join('\n')}\n`, { headers: { 'content-type': progressType } })
  }
  hanging.push(signal)
  return new Promise<Response>((_, reject) => signal.addEventListener('abort', reject))
}
const fetched = vi.fn(answered)
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms))
const tone = () => screen.getByRole('heading', { level: 1 }).closest('section')?.dataset.tone
const icon = () => document.querySelector('link[rel~="icon"]')?.getAttribute('href')

beforeEach(() => {
  vi.useFakeTimers({ now: tenOClock })
  vi.stubGlobal('fetch', fetched)
  document.head.innerHTML = '<title>CafeWatch</title><link rel="icon" href="/icon.svg">'
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
  vi.unstubAllGlobals()
  fetched.mockImplementation(answered)
  online = true
})

test('what is held back for the budget of the day makes nothing unknown that needs no query', async () => {
  const held = {
    ok: false,
    failure: { kind: 'budget-spent', message: 'Spent.', remedy: 'Reload.' },
  }
  const first = { ok: true, rows: [], asOfMs: tenOClock } as unknown as Reading<Totals>
  fetched.mockImplementation(async (url) => {
    const words = new URL(url, 'http://here').searchParams.get('ask')?.split(',') ?? []
    const readings: Record<string, object> = { source: { ...source, ok: true }, totals: held }
    const lines = words.map((ask) => JSON.stringify({ ask, reading: readings[ask] ?? alarms }))
    return new Response(`${lines.join('\n')}\n`, { headers: { 'content-type': progressType } })
  })
  const given = page('/').props
  const questions = { alarms: { api: 'alarms' }, totals: { query: 'totals' } } as const
  const Both = (props: { alarms: Live<AlarmsReading>; totals: unknown }) => Headline(props)
  const more = {
    questions,
    first: { alarms, totals: first, source },
    saidFrom: ['alarms', 'totals'],
  }
  render(<PanelPage {...given} {...more} rows={[Both]} />)
  await pass(200_000)
  expect(tone()).toBe('calm')
})

test('the tab says how things are, and is as before when they are not said', async () => {
  const { unmount } = render(page('/'))
  expect([document.title, icon()]).toEqual(['● All is well. · CafeWatch', iconOf('calm')])
  unmount()
  await pass(0)
  expect([document.title, icon()]).toEqual(['CafeWatch', '/icon.svg'])
})

test('green goes grey 90 s after the last answer, and is back at once with the connection', async () => {
  render(page('/'))
  await pass(240_000)
  online = false
  await pass(89_000)
  expect(tone()).toBe('calm')
  await pass(2_000)
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Not known since 10:04')
  expect([tone(), document.title, icon()]).toEqual([
    'unknown',
    '◌ Not known since 10:04 · CafeWatch',
    iconOf('unknown'),
  ])
  expect(screen.getByText(/Until then it said: All is well\./)).toBeDefined()
  online = true
  await act(async () => void dispatchEvent(new Event('online')))
  await pass(0)
  expect(hanging.every(({ aborted }) => aborted)).toBe(true)
  expect([tone(), icon()]).toEqual(['calm', iconOf('calm')])
})

test('a page without a headline says it above all else', async () => {
  render(page('/errors'))
  online = false
  await pass(91_000)
  expect(screen.getByRole('heading', { level: 2 }).textContent).toBe('Not known since 10:00')
})

test('a hidden page asks on for what its tab says, and is not grey when it is looked at again', async () => {
  let state: DocumentVisibilityState = 'visible'
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => state)
  render(page('/'))
  state = 'hidden'
  await pass(600_000)
  expect([tone(), icon()]).toEqual(['calm', iconOf('calm')])
  state = 'visible'
  await act(async () => void document.dispatchEvent(new Event('visibilitychange')))
  expect(tone()).toBe('calm')
  state = 'hidden'
  online = false
  await pass(160_000)
  expect(icon()).toBe(iconOf('unknown'))
  online = true
  state = 'visible'
  await act(async () => {
    document.dispatchEvent(new Event('visibilitychange'))
    dispatchEvent(new Event('online'))
  })
  await pass(0)
  expect([tone(), icon()]).toEqual(['calm', iconOf('calm')])
})
