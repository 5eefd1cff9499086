import { expect, test } from 'vitest'
import { leftOutReport } from '@/lib/orders/report/report'
import { watchSite } from '@/lib/orders/watch/watch-site'
import { defaultSite, parseSite } from '@/lib/site'
import { hourMs, minuteMs } from '@/lib/time'
import { cafeLog, moment, request } from './testdata/cafe'
import { tell } from './testdata/tell'

const fromMs = moment(3, '12:00')
const shop = Array.from({ length: 60 }, (_, minute) =>
  request(fromMs + minute * minuteMs, minute % 2 === 0 ? '/products' : '/orders', {
    method: minute % 2 === 0 ? 'GET' : 'POST',
    client: `203.0.113.${minute}`,
  }),
)
const detailsOf = (site = defaultSite) =>
  tell(shop, fromMs + 30 * minuteMs, fromMs + hourMs, site)
    .at(-1)
    ?.details.join(' ')

test('a rule that matches nothing is told with what is nearest to it', () => {
  const { site } = parseSite(
    '{"steps":[{"name":"order","match":[{"method":"POST","path":"/order"}]}]}',
  )
  expect(detailsOf(site)).toMatch(/No request so far fits POST \/order\. Nearest: POST \/orders/)
})

test('where nobody has said what an order is, no rule is told that nobody wrote', () => {
  expect(detailsOf()).toBe('No request has been an order so far. Say what an order is: see Set-up.')
})

test('a year after the last line nothing has been logged since then', () => {
  const watch = watchSite(defaultSite, 'UTC')
  for (const line of cafeLog({ untilMs: moment(4, '12:00') })) watch.see(line)
  const state = watch.at(moment(370, '12:00'))
  expect(state).toMatchObject({ kind: 'no-traffic', lost: null })
})

test('a proxy in a network that is left out hides everybody: they are counted until another client comes', () => {
  const { site } = parseSite('{"preset":"cafe","ignore":{"networks":["10.0.0.0/8"]}}')
  const watch = watchSite(site, 'UTC')
  for (const line of shop) watch.see({ ...line, client: '10.0.0.5' })
  expect(watch.leftOut()).toBe(60)
  expect(leftOutReport(fromMs, watch.leftOut()).headline).toBe(
    'All 60 requests so far are of clients that the set-up leaves out.',
  )
  watch.see(request(fromMs + hourMs, '/cafe/'))
  expect(watch.leftOut()).toBe(0)
})
