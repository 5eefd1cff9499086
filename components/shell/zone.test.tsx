// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterEach, expect, test, vi } from 'vitest'
import { clock } from '@/lib/format'
import { Ranges } from './ranges'
import { useZone, ZoneMenu, ZoneOfTimes } from './zone'

const noonMs = Date.parse('2026-11-20T12:00:00Z')
const browser = Intl.DateTimeFormat().resolvedOptions().timeZone
const set = vi.fn(async (_: { value: string }) => {})

function Clock() {
  return <p>{clock(noonMs, useZone('Asia/Tokyo'))}</p>
}
const page = (kept?: string) => (
  <ZoneOfTimes server="Asia/Tokyo" kept={kept}>
    <ZoneMenu />
    <Clock />
  </ZoneOfTimes>
)
const choose = (value: string) =>
  fireEvent.change(screen.getByRole('combobox', { name: 'times in' }), { target: { value } })

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  set.mockClear()
})

test.each([
  ['before the browser has said its zone', undefined, '21:00'],
  ['when it has', 'browser:Europe/Berlin', '13:00'],
  ['with the server’s chosen', 'server:Europe/Berlin', '21:00'],
  ['with UTC chosen', 'UTC:Europe/Berlin', '12:00'],
])('the server writes times %s', (_, kept, time) => {
  expect(renderToStaticMarkup(page(kept))).toContain(`<p>${time}</p>`)
})

test('times are in the browser’s zone until another is chosen, which the browser keeps', async () => {
  vi.stubGlobal('cookieStore', { set })
  render(page())
  expect(screen.getByText(clock(noonMs, browser))).toBeDefined()
  choose('server')
  expect(screen.getByText('21:00')).toBeDefined()
  choose('UTC')
  expect(screen.getByText('12:00')).toBeDefined()
  expect(set.mock.calls.map(([{ value }]) => value)).toEqual([
    `browser:${browser}`,
    `server:${browser}`,
    `UTC:${browser}`,
  ])
})

test('the form of a custom range is in the zone of the page, and says so', () => {
  const html = renderToStaticMarkup(
    <Ranges
      path="/"
      view={{ range: '3h' }}
      window={{ fromMs: noonMs - 3 * 3_600_000, toMs: noonMs, binMs: 300_000 }}
      zone="Europe/Berlin"
    />,
  )
  expect(html).toContain('name="zone" value="Europe/Berlin"')
  expect(
    html.match(/type="datetime-local"[^>]*value="[^"]*"/g)?.map((it) => it.slice(-17, -1)),
  ).toEqual(['2026-11-20T10:00', '2026-11-20T13:00'])
  expect(html.match(/(from|to) \(Europe\/Berlin\)/g)).toHaveLength(2)
})
