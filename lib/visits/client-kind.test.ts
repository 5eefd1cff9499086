import { expect, test } from 'vitest'
import { type ClientKind, isNoAgent, kindOfAgent, newClientBehaviour } from './client-kind'
import { inApps, pretenders, robots, webBrowsers } from './testdata/agents'

const people = [...webBrowsers, ...inApps]

test.each(people)('%s: %s is a person', (_, agent) => {
  expect(kindOfAgent(agent)).toBe('person')
})

test.each(robots.flatMap(([kind, ...agents]) => agents.map((agent) => [kind, agent] as const)))(
  'a %s: %s',
  (kind, agent) => {
    expect(kindOfAgent(agent)).toBe(kind)
  },
)

test.each(pretenders)('%s is no person', (agent) => {
  expect(kindOfAgent(agent)).not.toBe('person')
})

test.each(people)('%s, with its blanks as + or %20, is a person', (_, agent) => {
  expect(kindOfAgent(agent.replaceAll(' ', '+'))).toBe('person')
  expect(kindOfAgent(agent.replaceAll(' ', '%20'))).toBe('person')
})

test.each<[string, ClientKind, string]>([
  ['', 'tool', 'It sends no user agent.'],
  ['-', 'tool', 'It sends no user agent.'],
  ['  ', 'tool', 'It sends no user agent.'],
  ['curl/8.5.0', 'tool', 'Its user agent is that of a tool.'],
  ['kube-probe/1.29', 'monitor', 'Its user agent is that of a monitor.'],
  [
    'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
    'bot',
    'Its user agent is that of a bot.',
  ],
])('the agent %j is a %s from its first request on', (agent, kind, why) => {
  const client = newClientBehaviour(agent)
  expect(client.verdict()).toEqual({ kind, why })
  client.see({ timeMs: 0, method: 'POST', path: '/order', query: '', status: 200, referer: '' })
  expect(client.verdict()).toEqual({ kind, why })
})

test('an agent of blanks with a letter behind them says something, and is read in time', () => {
  expect(isNoAgent(`${' '.repeat(200_000)}x`)).toBe(false)
  expect([' - ', '', '\t'].map(isNoAgent)).toEqual([true, true, true])
})

test('where the log says no agents, a client without one is known by what it does', () => {
  const log = { agents: false }
  const client = newClientBehaviour('', { hasAgents: () => log.agents })
  const page = { method: 'GET', query: '', status: 200, referer: '' }
  client.see({ ...page, timeMs: 0, path: '/' })
  expect(client.verdict().kind).toBe('person')
  client.see({ ...page, timeMs: 9_000, path: '/robots.txt' })
  expect(client.verdict().kind).toBe('bot')
  log.agents = true
  expect(client.verdict()).toEqual({ kind: 'tool', why: 'It sends no user agent.' })
})

test('whoever the operator says is a person is one, whatever the agent says or does', () => {
  const client = newClientBehaviour('OurShop okhttp/4.12', {
    hasAssets: () => true,
    isPersons: (agent) => agent.includes('OurShop'),
  })
  for (let at = 0; at < 200; at += 1)
    client.see({
      ...{ timeMs: at * 60_000, method: 'HEAD', path: `/${at}`, query: '', status: 404 },
      referer: '',
    })
  expect(client.verdict().kind).toBe('person')
})

test('an agent as long as a line is read in time, however it is built', () => {
  for (const part of ['a', '; a', '1.', '@a', '(', ' ', '/1']) {
    const agent = part.repeat(Math.ceil(100_000 / part.length))
    const fromMs = performance.now()
    kindOfAgent(agent)
    expect(performance.now() - fromMs).toBeLessThan(1_000)
  }
})

test('more agents than are remembered keep their kinds', () => {
  const agents = Array.from({ length: 10_000 }, (_, at) =>
    at % 2 === 0
      ? `curl/8.${at}`
      : `Mozilla/5.0 (X11; Linux x86_64; rv:${at}.0) Gecko/20100101 Firefox/${at}.0`,
  )
  for (const agent of [...agents, ...agents])
    expect(kindOfAgent(agent)).toBe(agent.startsWith('curl') ? 'tool' : 'person')
})
