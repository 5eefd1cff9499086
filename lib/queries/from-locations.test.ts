import { expect, test } from 'vitest'
import type { Location } from '@/lib/location'
import { lookedUpNote, maxAddresses } from './from-locations'

const clients = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    ...{ remoteIP: `192.0.${at >> 8}.${at & 255}`, requests: 2, orders: 0, failed: 0 },
  }))
const malta = () => ({ country: 'MT' }) as Location

test.each<[string, number, number, string]>([
  ['all were looked up', 3, 6, 'for all requests.'],
  ['hardly any was not', 9_999, 19_999, 'for 99.9 % of the requests.'],
  ['a line without an address', 3, 8, 'for 75.0 % of the requests.'],
  [
    'more clients than come with one answer',
    maxAddresses,
    50_000,
    'for 40.0 % of the requests. Only the 10,000 addresses with the most requests were: all others are missing here.',
  ],
])('where the log has no locations, and %s', (_, addresses, matched, end) => {
  const note = lookedUpNote(clients(addresses), malta, matched)
  expect(note.slice(-end.length)).toBe(end)
})
