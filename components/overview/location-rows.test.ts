import { expect, test } from 'vitest'
import { countryKey, locationRows, regionKey, world } from './location-rows'

const counts = (requests: number) => ({ requests, orders: 1, failed: 0 })
const region = (country: string, name: string | null, requests: number) => ({
  ...counts(requests),
  ...{ country, region: name, lat: null, lon: null },
})
const located = {
  countries: [
    { country: 'DE', ...counts(30) },
    { country: 'AT', ...counts(9) },
    { country: null, ...counts(4) },
  ],
  regions: [
    region('DE', 'Bavaria', 20),
    region('AT', 'Vienna', 9),
    region('DE', 'Hesse', 7),
    region('DE', null, 3),
  ],
  cities: [
    { ...region('DE', 'Bavaria', 15), city: 'Munich' },
    { ...region('DE', 'Bavaria', 5), city: null },
    { ...region('DE', null, 3), city: 'Fulda' },
  ],
}

const shown = (
  open: string[],
  whole: string[] = [],
  all: Parameters<typeof locationRows>[0] = located,
) =>
  locationRows(all, { open: new Set(open), whole: new Set(whole) }).map((row) =>
    row.kind === 'location'
      ? `${'  '.repeat(row.level)}${row.name} ${row.requests}`
      : `${'  '.repeat(row.level)}(${row.kind} ${row.count})`,
  )

test.each([
  ['the world', [], ['DE 30', 'AT 9', 'null 4']],
  [
    'a country open',
    [countryKey('DE')],
    ['DE 30', '  Bavaria 20', '  Hesse 7', '  null 3', 'AT 9', 'null 4'],
  ],
  [
    'a region open, too',
    [countryKey('DE'), regionKey('DE', 'Bavaria')],
    [
      'DE 30',
      '  Bavaria 20',
      '    Munich 15',
      '    null 5',
      '  Hesse 7',
      '  null 3',
      'AT 9',
      'null 4',
    ],
  ],
  [
    'what has no region has cities all the same',
    [countryKey('DE'), regionKey('DE', null)],
    ['DE 30', '  Bavaria 20', '  Hesse 7', '  null 3', '    Fulda 3', 'AT 9', 'null 4'],
  ],
  [
    'a region open in a country that is not',
    [regionKey('DE', 'Bavaria')],
    ['DE 30', 'AT 9', 'null 4'],
  ],
])('%s', (_, open, rows) => {
  expect(shown(open)).toEqual(rows)
})

test('each row is a link to what it stands for, and none where there is no name', () => {
  const rows = locationRows(located, {
    open: new Set([countryKey('DE'), regionKey('DE', 'Bavaria')]),
    whole: new Set(),
  })
  expect(rows.map((row) => (row.kind === 'location' ? row.filter : row))).toEqual([
    { country: 'DE' },
    { country: 'DE', region: 'Bavaria' },
    { country: 'DE', region: 'Bavaria', city: 'Munich' },
    null,
    { country: 'DE', region: 'Hesse' },
    null,
    { country: 'AT' },
    null,
  ])
})

test('of many only the first are shown until all are asked for', () => {
  const countries = Array.from({ length: 14 }, (_, at) => ({
    country: `C${at}`,
    ...counts(90 - at),
  }))
  const all = { ...located, countries }
  expect(shown([], [], all)).toHaveLength(7)
  expect(shown([], [], all).at(-1)).toBe('(more 8)')
  expect(shown([], [world], all)).toHaveLength(14)
  expect(shown([], [], { ...all, countries: countries.slice(0, 7) })).toHaveLength(7)
})

test('regions that are not known are not none', () => {
  expect(shown([countryKey('AT')], [], { ...located, regions: null })).toContain('  (none 0)')
})
