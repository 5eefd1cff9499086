import { expect, test } from 'vitest'
import type { RequestsByCity } from '@/lib/queries/requests-by-city'
import { cityEntry } from './city-entry'

const of = (city: string, region: string | null, country: string): RequestsByCity => ({
  ...{ city, region, country, requests: 9, orders: 1, failed: 0 },
  ...{ lat: null, lon: null },
})

test('cities of one name are told apart by their regions', () => {
  const rows = [
    of('Vienna', 'Vienna', 'AT'),
    of('Vienna', null, 'AT'),
    of('Vienna', 'Virginia', 'US'),
    of('Linz', 'Upper Austria', 'AT'),
  ]
  expect(rows.map((row) => cityEntry(row, rows, { range: '24h' }).more)).toEqual([
    'Vienna, AT',
    'no region known, AT',
    'US',
    'AT',
  ])
})
