import { describe, expect, test } from 'vitest'
import type { Row } from '@/lib/explore'
import { chartOf, groupsOf, partialPoints, sumsOf } from './chart-data'

test.each<[string, string[] | null]>([
  ['fields a | filter b = "stats x by y"', null],
  ['stats count(*)', []],
  ['stats count(*) as n by bin(5m)', ['bin(5m)']],
  ['STATS count(*) BY bin( 5m ) AS t, `user agent`', ['t', 'useragent']],
  ['stats count(*) by concat("a, b | c", x) # by z\n| sort n', ['concat("a,b|c",x)']],
  ['stats max(x) as m by a, b | stats sum(m) by a', ['a']],
  ['stats max(x) as m by a | stats sum(m)', []],
])('the groups of %s', (query, groups) => {
  expect(groupsOf(query)).toEqual(groups)
})

const at = (minute: number) => `2026-11-20 10:0${minute}:00.000`
const ms = (minute: number) => Date.parse(`2026-11-20T10:0${minute}:00Z`)

describe('what can be drawn', () => {
  test('numbers over time, with a gap where a bin is missing', () => {
    const rows: Row[] = [
      { 'bin(1m)': at(3), n: '7', m: '0.5' },
      { 'bin(1m)': at(0), n: '2' },
      { 'bin(1m)': at(1), n: '3', m: '1e2' },
    ]
    expect(
      chartOf('stats count(*) as n, avg(x) as m by bin(1m)', {
        columns: ['bin(1m)', 'n', 'm'],
        rows,
      }),
    ).toEqual({
      kind: 'time',
      series: ['n', 'm'],
      stepMs: 60_000,
      lines: true,
      leftOut: 0,
      points: [
        { at: ms(0), label: '', values: [2, null] },
        { at: ms(1), label: '', values: [3, 100] },
        { at: ms(2), label: '', values: [null, null] },
        { at: ms(3), label: '', values: [7, 0.5] },
      ],
    })
  })

  test.each([
    ['one series in bins is bars', [0, 1, 3], 60_000, false],
    ['times at uneven distances are a line', [0, 3, 5], null, true],
    ['a single time is a bar', [4], 1, false],
  ])('%s', (_, minutes, stepMs, lines) => {
    const rows = minutes.map((minute) => ({ t: at(minute), n: '1' }))
    const chart = chartOf('stats count(*) as n by t', { columns: ['t', 'n'], rows })
    expect(chart).toMatchObject({ stepMs, lines })
  })

  test('a text beside the time makes a series of each; the largest come first, the rest is counted', () => {
    const rows = Array.from({ length: 10 }, (_, n) => ({ t: at(0), status: `${n}`, n: `${n}` }))
    const chart = chartOf('stats count(*) as n by bin(1m) as t, status', {
      columns: ['t', 'status', 'n'],
      rows,
    })
    expect(chart?.series).toEqual(['9', '8', '7', '6', '5', '4', '3', '2'])
    expect(chart?.leftOut).toBe(2)
  })

  test('a group that is no time makes bars, also when it looks like a number', () => {
    const rows: Row[] = [{ status: '200', n: '9' }, { n: '1' }]
    expect(chartOf('stats count(*) as n by status', { columns: ['status', 'n'], rows })).toEqual({
      kind: 'bars',
      series: ['n'],
      stepMs: null,
      lines: false,
      leftOut: 0,
      points: [
        { at: 0, label: '200', values: [9] },
        { at: 1, label: '(none)', values: [1] },
      ],
    })
  })

  test('a moment is no quantity', () => {
    const rows = [{ a: 'x', n: '3', last: '1795165455117' }]
    expect(
      chartOf('stats count(*) as n, max(t) as last by a', { columns: ['a', 'n', 'last'], rows })
        ?.series,
    ).toEqual(['n'])
  })

  test.each<[string, string[], Record<string, string>[]]>([
    ['fields a, b', ['a', 'b'], [{ a: at(0), b: '1' }]],
    ['stats count(*) as n', ['n'], [{ n: '1' }]],
    ['stats latest(x) as b by a', ['a', 'b'], [{ a: 'x', b: 'text' }]],
    ['stats count(*) as n by a', ['a', 'n'], []],
  ])('%s is a table only', (query, columns, rows) => {
    expect(chartOf(query, { columns, rows })).toBeNull()
  })
})

describe('what adds up', () => {
  const rows: Row[] = [
    { t: at(0), n: '5', s: '2.5', a: '9', m: '3' },
    { t: at(1), n: '7', s: '1', a: '1', m: '4' },
  ]
  const columns = ['t', 'n', 's', 'a', 'm']
  const counts = 'stats count(*) as n, sum(x) as s, avg(x) as a, max(x) as m'
  test.each<[string, Row[], [string, number][]]>([
    [
      `${counts} by bin(1m) as t`,
      rows,
      [
        ['n', 12],
        ['s', 3.5],
      ],
    ],
    [
      `# said\nfilter a like /b|c/ | ${counts} by bin(1m) as t | sort t`,
      rows,
      [
        ['n', 12],
        ['s', 3.5],
      ],
    ],
    [
      'stats count(*) by bin(1m) as t',
      rows.map(({ t, n }) => ({ t, 'count(*)': n }) as Row),
      [['count(*)', 12]],
    ],
    ['stats count_distinct(x) as n by bin(1m) as t', rows, []],
    [`${counts} by bin(1m) as t`, rows.slice(0, 1), []],
    [counts, rows, []],
    ['fields t, n', rows, []],
  ])('%s', (query, given, sums) => {
    expect(sumsOf(query, { columns: [...columns, 'count(*)'], rows: given })).toEqual(sums)
  })
})

test('a point is partial when the range holds only a part of its bin', () => {
  const at = (minute: number) => Date.parse('2026-11-24T10:00:00Z') + minute * 60_000
  const rows = [0, 5, 10].map((minute) => ({
    time: new Date(at(minute)).toISOString().replace('T', ' ').replace('Z', ''),
    n: '1',
  }))
  const chart = chartOf('stats count(*) as n by bin(5m) as time', { columns: ['time', 'n'], rows })
  if (!chart) throw new Error('not drawn')
  expect([...partialPoints(chart, { fromMs: at(0), toMs: at(13) })]).toEqual([at(10)])
  expect([...partialPoints(chart, { fromMs: at(2), toMs: at(15) })]).toEqual([at(0)])
  expect(partialPoints(chart, null).size).toBe(0)
})
