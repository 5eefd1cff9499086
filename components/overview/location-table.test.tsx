// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { CountryNames } from '@/components/shell/country-names'
import { countryNames } from '@/lib/countries'
import type { Reading } from '@/lib/reading'
import { type View, viewHref } from '@/lib/view'
import { LocationTable } from './location-table'

afterEach(cleanup)

const counts = (requests: number) => ({ requests, orders: 2, failed: 1 })
const answer = <Row,>(rows: Row[]): Reading<Row> => ({
  ok: true,
  rows,
  query: '',
  window: { fromMs: 0, toMs: 1, binMs: 1 },
  bytesScanned: 0,
  recordsScanned: 0,
  recordsMatched: 0,
  asOfMs: 0,
})
const none = { lat: null, lon: null }
const hostile = '<img src=x onerror=alert(1)>\u202e'
const regions = answer([
  { country: 'DE', region: 'Bavaria', ...counts(20), ...none },
  { country: 'DE', region: hostile, ...counts(9), ...none },
  { country: 'DE', region: null, ...counts(1), ...none },
])
const cities = answer([
  { country: 'DE', region: 'Bavaria', city: 'Passau', ...counts(20), ...none },
])

function show(view: View, known: Parameters<typeof LocationTable>[0]['regions'] = regions) {
  render(
    <CountryNames names={countryNames()}>
      <LocationTable
        countries={[{ country: 'DE', ...counts(30) }]}
        regions={known}
        cities={cities}
        view={view}
        hrefOf={({ country, region, city }) => viewHref('/', view, { country, region, city })}
      />
    </CountryNames>,
  )
}

const names = () => screen.getAllByRole('rowheader').map(({ textContent }) => textContent ?? '')
const open = (name: string) => screen.getByRole('button', { name })

test('a country opens in place, and closes again', () => {
  show({ range: '3h' })
  expect(names()).toHaveLength(1)
  expect(open('regions of Germany').getAttribute('aria-expanded')).toBe('false')
  fireEvent.click(open('regions of Germany'))
  expect(open('regions of Germany').getAttribute('aria-expanded')).toBe('true')
  expect(names()).toHaveLength(4)
  fireEvent.click(open('cities of Bavaria'))
  const row = screen.getByRole('row', { name: /Passau/ })
  expect(
    within(row)
      .getAllByRole('cell')
      .map(({ textContent }) => textContent),
  ).toEqual(['20', '2', '1'])
  expect(within(row).getByRole('link').getAttribute('href')).toBe(
    '/?country=DE&region=Bavaria&city=Passau',
  )
  fireEvent.click(open('regions of Germany'))
  expect(names()).toHaveLength(1)
})

test('what is chosen is open from the beginning; text of the log is text', () => {
  show({ range: '3h', country: 'DE', region: 'Bavaria' })
  expect(names().some((name) => name.includes('Passau'))).toBe(true)
  expect(document.querySelector('img')).toBeNull()
  expect(names().some((name) => name.includes('U+202E'))).toBe(true)
})

test('what has no region is a row of its own, without a link', () => {
  show({ range: '3h', country: 'DE' })
  const row = screen.getByRole('row', { name: /no region known/ })
  expect(within(row).queryByRole('link')).toBeNull()
})

test.each<[string, Parameters<typeof LocationTable>[0]['regions']]>([
  ['loading …', null],
  [
    'Too many.',
    {
      ok: false,
      failure: { kind: 'throttled', message: 'Too many.', remedy: 'Wait.' },
      query: '',
      window: { fromMs: 0, toMs: 1, binMs: 1 },
    },
  ],
])('regions that are not there say why: %s', (words, known) => {
  show({ range: '3h', country: 'DE' }, known)
  expect(names()).toContain(words)
})
