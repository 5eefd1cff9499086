// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { keyed } from '@/components/shell/keyed'
import type { SampleEvent } from '@/lib/queries/sample-events'
import { SampleEvents } from './sample-events'

afterEach(cleanup)

const event = (second: number, message = `line ${second}`): SampleEvent => ({
  '@timestamp': second * 1_000,
  '@message': message,
  ...{ remoteIP: '203.0.113.0/24', method: 'GET', request: '/', query: null, status: '500' },
  ...{ agent: null, referer: null, country: null, city: null },
})
const newestFirst = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => event(to - at))
const table = (events: SampleEvent[]) => (
  <SampleEvents events={events} zone="UTC" hrefOf={(network) => `/errors?client=${network}`} />
)
const detailsOf = (line: string) => screen.getByText(line).closest('details')

function open(line: string) {
  const details = detailsOf(line)
  if (!details) throw new Error(`no ${line}`)
  details.open = true
  fireEvent(details, new Event('toggle'))
}

test('the line that was opened stays open when new lines come before it', () => {
  const { rerender } = render(table(newestFirst(1, 5)))
  open('line 3')
  rerender(table(newestFirst(1, 8)))
  expect(detailsOf('line 3')?.open).toBe(true)
  expect(document.querySelectorAll('details[open]')).toHaveLength(1)
})

test('it stays, too, when it is no longer among the newest', () => {
  const { rerender } = render(table(newestFirst(1, 5)))
  open('line 3')
  rerender(table(newestFirst(40, 89)))
  expect(document.querySelectorAll('details')).toHaveLength(21)
  expect(detailsOf('line 3')?.open).toBe(true)
})

test('equal lines have keys of their own, which they keep', () => {
  const [a, b] = [event(1, 'same'), event(1, 'same')]
  const before = keyed([b, a])
  const after = keyed([event(2), event(1, 'same'), b, a])
  expect(new Set(before.map(([key]) => key)).size).toBe(2)
  expect(after.slice(2)).toEqual(before)
})

test('an address as it is shown leads to the requests of its network', () => {
  render(table([event(1)]))
  expect(screen.getByRole('link', { name: '203.0.113.0/24' }).getAttribute('href')).toBe(
    '/errors?client=203.0.113.0/24',
  )
})
