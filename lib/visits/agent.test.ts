import { expect, test } from 'vitest'
import { browserOf, browserOnSystem } from './agent'
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

test.each([
  ['Chrome on Android', 'Mozilla/5.0 (Linux; Android 10; K) Chrome/134.0.0.0 Mobile Safari/537.36'],
  [
    'Chrome on iOS',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) CriOS/134.0 Mobile/15E148',
  ],
  [
    'Chrome on computers',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/134.0.0.0 Safari/537.36',
  ],
  ['', 'curl/8.5.0'],
])('%j: %s', (name, agent) => {
  expect(browserOnSystem(agent)).toBe(name)
})
