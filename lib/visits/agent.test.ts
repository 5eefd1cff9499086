import { expect, test } from 'vitest'
import { browserOf, clientName, clientNames } from './agent'
import { inApps, robots, webBrowsers } from './testdata/agents'

test.each([...webBrowsers, ...inApps])('%s: %s', (browser, agent) => {
  expect(browserOf(agent)).toBe(browser)
  expect(browserOf(agent.replaceAll(' ', '%20'))).toBe(browser)
})

test.each(['', '-', 'curl/8.5.0', 'Mozilla/5.0', ...(robots[2] ?? []).slice(1)])(
  '%j is another client',
  (agent) => {
    expect(browserOf(agent)).toBe('other')
  },
)

const iPhone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X)'
const pixel = 'Mozilla/5.0 (Linux; Android 13; Pixel 7 Build/TQ3A; wv) AppleWebKit/537.36'

test.each<[string[], string]>([
  [
    ['Chrome', 'Chrome on Android'],
    'Mozilla/5.0 (Linux; Android 10; K) Chrome/134.0.0.0 Mobile Safari/537.36',
  ],
  [['Chrome', 'Chrome on iOS'], `${iPhone} CriOS/134.0 Mobile/15E148`],
  [
    ['Chrome', 'Chrome on computers'],
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/134.0.0.0 Safari/537.36',
  ],
  [
    ['MyShop/4.2', 'MyShop', 'MyShop/4.2 on iOS', 'MyShop on iOS'],
    'MyShop/4.2 CFNetwork/1410.0.3 Darwin/22.6.0',
  ],
  [
    ['My Shop/12', 'My Shop', 'My Shop/12 on iOS', 'My Shop on iOS'],
    'My%20Shop/12 CFNetwork/1410 Darwin/22.6.0',
  ],
  [
    ['MyShop/5.0', 'MyShop', 'MyShop/5.0 on Android', 'MyShop on Android'],
    'MyShop 5.0 (Android 13; Pixel 7)',
  ],
  [['okhttp/4.9.3', 'okhttp', 'okhttp/4.9.3 on Android', 'okhttp on Android'], 'okhttp/4.9.3'],
  [['Dart/2.19', 'Dart'], 'Dart/2.19 (dart:io)'],
  [
    [
      ...['Android WebView', 'Android WebView on Android'],
      ...['MyShop/5.0', 'MyShop', 'MyShop/5.0 on Android', 'MyShop on Android'],
    ],
    `${pixel} (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 MyShop/5.0`,
  ],
  [
    ['iOS WebView', 'iOS WebView on iOS'],
    `${iPhone} AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148`,
  ],
  [[], 'Mozilla/5.0'],
  [[], '-'],
])('%j: %s', (names, agent) => {
  expect(clientNames(agent)).toEqual(names)
})

test.each([
  ['Chrome', 'Mozilla/5.0 (Linux; Android 10; K) Chrome/134.0.0.0 Mobile Safari/537.36'],
  ['MyShop/4.2', 'MyShop/4.2 (iPhone; iOS 16.5; Scale/3.00)'],
  ['other', 'Mozilla/5.0'],
])('it is listed as %s: %s', (name, agent) => {
  expect(clientName(agent)).toBe(name)
})
