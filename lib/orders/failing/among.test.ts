import { expect, test } from 'vitest'
import { distinctGroup, type Group } from './among'

const group = (value: string, visits: number, met: number): Group => ({
  by: 'country',
  value,
  visits,
  met,
})

/** Which of some groups is told from the others, of whom these visits are all. */
function told(...groups: Group[]) {
  const sum = (of: 'visits' | 'met') => groups.reduce((total, one) => total + one[of], 0)
  return distinctGroup(groups, { visits: sum('visits'), met: sum('met') })?.value ?? null
}

test.each<[string, Group[], string | null]>([
  ['everybody is hit alike', [group('PL', 40, 40), group('DE', 300, 300)], null],
  ['a third of everybody', [group('PL', 40, 14), group('DE', 300, 99)], null],
  ['one country alone', [group('PL', 25, 24), group('DE', 312, 0)], 'PL'],
  ['one country, and a stray elsewhere', [group('PL', 25, 24), group('DE', 312, 1)], 'PL'],
  ['the one that most come from', [group('PL', 25, 0), group('DE', 312, 300)], 'DE'],
  ['two countries of three', [group('PL', 30, 30), group('CZ', 30, 30), group('DE', 200, 0)], null],
  ['all of one, and a few bots elsewhere', [group('CH', 24, 24), group('DE', 116, 9)], 'CH'],
  ['most of one, and as many elsewhere', [group('CH', 30, 24), group('DE', 116, 9)], null],
  ['two visits', [group('PL', 2, 2), group('DE', 40, 0)], null],
  ['three visits, and hardly any others', [group('PL', 3, 3), group('DE', 5, 0)], null],
  ['four visits beside many others', [group('PL', 4, 4), group('DE', 40, 0)], 'PL'],
  ['nobody else is there', [group('PL', 40, 40)], null],
  ['none met it', [group('PL', 40, 0), group('DE', 40, 0)], null],
])('%s', (_, groups, value) => {
  expect(told(...groups)).toBe(value)
})
