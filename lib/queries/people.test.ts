import { expect, test } from 'vitest'
import { inApps, robots, webBrowsers } from '@/lib/visits/testdata/agents'
import { botSource } from './people'

// RE2 writes the flag in front; JavaScript takes it apart.
const bot = new RegExp(botSource.replace('(?i)', ''), 'i')

test.each([...webBrowsers, ...inApps])('%s is a person: %s', (_, agent) => {
  expect(bot.test(agent)).toBe(false)
  expect(bot.test(agent.replaceAll(' ', '+'))).toBe(false)
})

test('a telephone called CUBOT is a person', () => {
  expect(bot.test('Mozilla/5.0 (Linux; Android 11; CUBOT NOTE 20) Chrome/131.0 Mobile')).toBe(false)
})

test.each(robots.flatMap(([kind, ...agents]) => agents.map((agent) => [kind, agent] as const)))(
  'a %s: %s',
  (_, agent) => expect(bot.test(agent)).toBe(true),
)

test('no agent, or a dash, is no person', () => {
  expect(bot.test('')).toBe(true)
  expect(bot.test('-')).toBe(true)
})
