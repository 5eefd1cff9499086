import { expect, test } from 'vitest'
import { minuteMs } from '@/lib/time'
import { newStrangers } from './strangers'

interface Crowd {
  country?: string
  referrer?: string
  /** How many of these the shop had in each earlier hour. */
  before?: number
  /** Which of the crowd orders. */
  orders?: (visit: number) => boolean
  /** Orders of others meanwhile. */
  others?: number
}

/** How many of a crowd of 200 within an hour are strangers, at a shop where one in five orders. */
function strangersOf({
  country = '',
  referrer = '',
  before = 0,
  orders = () => false,
  others = 5,
}: Crowd) {
  let known = { came: 0, ordered: 0 }
  const strangers = newStrangers({
    usual: () => known,
    ordersIn: () => others,
  })
  const visitor = (visit: number) => ({ country, referrer, visit })
  for (let visit = 0; visit < 12 * before; visit += 1)
    strangers.came(visitor(-1), (visit / before) * 60 * minuteMs)
  known = { came: 1_000, ordered: 200 }
  const crowd = Array.from({ length: 200 }, (_, visit) => visitor(visit))
  for (const [visit, one] of crowd.entries()) {
    strangers.came(one, (12 * 60 + visit * 0.3) * minuteMs)
    if (orders(visit)) strangers.ordered(one)
  }
  return crowd.filter(strangers.has).length
}

test.each<[string, Crowd, number]>([
  ['a country that never came', { country: 'IN' }, 200],
  ['a site that links to the shop', { referrer: 'news.example' }, 200],
  ['a country that came as often before', { country: 'IN', before: 100 }, 0],
  ['nobody knows from where', {}, 0],
  ['they order as others do', { country: 'IN', orders: (visit) => visit % 5 === 0 }, 0],
  ['one of them orders', { country: 'IN', orders: (visit) => visit === 150 }, 200],
  [
    'after a while they do',
    { country: 'IN', orders: (visit) => visit > 100 && visit % 5 === 0 },
    0,
  ],
  ['nobody else orders either', { country: 'IN', others: 0 }, 0],
])('%s', (_, crowd, strange) => expect(strangersOf(crowd)).toBe(strange))
