import { expect, test } from 'vitest'
import { browserOf } from './agent'
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
