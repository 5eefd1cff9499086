import { expect, test } from 'vitest'
import type { VisitRequest } from '@/lib/visits/visits'
import { cafeLog, moment } from './testdata/cafe'
import { tell } from './testdata/tell'

const noon = moment(3, '12:00')
const evening = moment(3, '16:00')

const firefox = 'Mozilla/5.0 (X11; Linux x64; rv:128.0) Gecko/20100101 Firefox/128.0'
const window =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148'

/** A café to which every third visit comes with one of two agents of its app, turn and turn about. */
function said(agents: [string, string], fails: (agent: string) => boolean) {
  const agent = (visit: number) => (visit % 3 === 0 ? agents[(visit / 3) % 2] : firefox) as string
  const log = cafeLog({ untilMs: evening, agent }).map((line): VisitRequest => {
    const isHit = line.timeMs >= noon && line.method === 'POST' && fails(line.agent)
    return isHit ? { ...line, status: 500 } : line
  })
  const reports = tell(log, moment(3, '11:00'), evening)
  return { first: reports.find(({ tone }) => tone === 'trouble'), last: reports.at(-1) }
}

const isApp = (agent: string) => agent !== firefox

test.each<[string, [string, string], (agent: string) => boolean]>([
  ['MyShop', ['MyShop/4.8 CFNetwork/1410 Darwin/22.6.0', 'MyShop/4.9 CFNetwork/1410'], isApp],
  ['okhttp/4.9.3', ['okhttp/4.9.3', 'okhttp/4.9.3'], isApp],
  ['okhttp/4.12.0', ['okhttp/4.9.3', 'okhttp/4.12.0'], (agent) => agent.endsWith('12.0')],
  ['Dart/3.4', ['Dart/3.4 (dart:io)', 'Dart/3.4 (dart:io)'], isApp],
  [
    'MyShop/5.0',
    ['MyShop/4.9 okhttp/4.12.0', 'MyShop/5.0 okhttp/4.12.0'],
    (agent) => agent.startsWith('MyShop/5'),
  ],
  [
    'MyShop/5.0',
    [`${window} MyShop/4.9`, `${window} MyShop/5.0`],
    (agent) => agent.endsWith('MyShop/5.0'),
  ],
  [
    'MyShop/5.0 on iOS',
    ['MyShop/5.0 (iPhone; iOS 18.1)', 'MyShop/5.0 (Android 15; Pixel 9)'],
    (agent) => agent.includes('iOS'),
  ],
])('only %s fails to order: %j', (browser, agents, fails) => {
  const { first, last } = said(agents, fails)
  expect(first?.culprit).toMatchObject({ request: '/cafe/processOrder.php', status: 500 })
  expect(last?.culprit?.among).toEqual({ browser })
  expect(last?.headline).toMatch(
    new RegExp(`^POST \\S+ has answered 500 to all .*visits with ${browser} since .*nobody else`),
  )
})
