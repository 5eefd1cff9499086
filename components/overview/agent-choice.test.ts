import { describe, expect, test } from 'vitest'
import type { AgentRow } from '@/lib/queries/bots'
import {
  type AgentKind,
  type AgentLists,
  canReverse,
  kindOf,
  membersOf,
  reversed,
} from './agent-choice'

const row = (agent: string | null, bot: number): AgentRow => ({
  ...{ agent, bot, probe: 0, requests: 1, clients: 1, lastSeen: 0 },
})
const lists = (ignored: string[], persons: string[]): AgentLists => ({
  ignore: { networks: ['192.0.2.0/24'], agents: ignored },
  people: { agents: persons },
})

test.each<[string | null, number, string[], string[], AgentKind]>([
  ['Firefox/140', 0, [], [], 'person'],
  ['okhttp/4.12', 1, [], [], 'bot'],
  [null, 1, [], [], 'bot'],
  ['OurShop okhttp/4.12', 1, [], ['OurShop'], 'saidPerson'],
  ['Firefox/140 Probe', 0, ['Probe'], [], 'leftOut'],
  ['OurShop Probe', 1, ['Probe'], ['OurShop'], 'leftOut'],
])('%s (bot: %i), left out %j, people %j: %s', (agent, bot, ignored, persons, kind) => {
  expect(kindOf(row(agent, bot), lists(ignored, persons))).toBe(kind)
})

describe('what is reversed', () => {
  const both = (agent: string, kind: AgentKind, from: AgentLists) => {
    const { ignore, people } = reversed(agent, kind, from)
    expect(ignore.networks).toEqual(['192.0.2.0/24'])
    return [ignore.agents, people.agents]
  }

  test('a bot counts as a person, a person as nobody', () => {
    expect(both('okhttp/4', 'bot', lists(['Other'], []))).toEqual([['Other'], ['=okhttp/4']])
    expect(both('Firefox/140', 'person', lists(['Other'], ['More']))).toEqual([
      ['Other', '=Firefox/140'],
      ['More'],
    ])
  })

  test('what was said of it is taken back, whichever part of it was named', () => {
    expect(both('OurShop 1', 'saidPerson', lists(['Other'], ['OurShop', 'More']))).toEqual([
      ['Other'],
      ['More'],
    ])
    expect(both('Firefox Probe', 'leftOut', lists(['Probe', 'Other'], []))).toEqual([['Other'], []])
  })

  test('it counts as the other afterwards', () => {
    const now = reversed('okhttp/4', 'bot', lists([], []))
    expect(kindOf(row('okhttp/4', 1), now)).toBe('saidPerson')
  })

  test('no other agent is, though it has the same words', () => {
    const now = reversed('Mozilla/5.0', 'person', lists([], []))
    expect(kindOf(row('Mozilla/5.0', 0), now)).toBe('leftOut')
    expect(kindOf(row('Mozilla/5.0 Firefox/140', 0), now)).toBe('person')
  })

  test.each([
    ['okhttp/4', true],
    ['-', false],
    ['', false],
    ['Bot (203.0.113.0/24)', false],
    ['Bot (2001:db8:1::/48)', false],
    ['x'.repeat(1_000), false],
  ])('%s can be named: %s', (agent, can) => expect(canReverse(agent)).toBe(can))
})

test('lists that say nothing are no members', () => {
  expect(membersOf({ ignore: { networks: [], agents: [] }, people: { agents: [] } })).toEqual({
    ignore: null,
    people: null,
  })
  expect(membersOf(lists([], ['a']))).toEqual(lists([], ['a']))
})
