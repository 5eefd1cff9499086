import { expect, test } from 'vitest'
import { minuteMs } from '@/lib/time'
import { alikeTogether } from './alike-troubles'
import type { Trouble } from './trouble'

type Visit = Trouble['affected'][number]['visit']

const visits = new Map<string, Visit>()
const visit = (name: string): Visit => {
  const known = visits.get(name) ?? ({ client: name } as Visit)
  visits.set(name, known)
  return known
}

/** A page that failed for `names` from the minute of `sinceMs` on. */
const trouble = (path: string, names: string, more: Partial<Trouble> = {}): Trouble => ({
  key: `GET ${path}`,
  failure: 'error',
  method: 'GET',
  path,
  route: '',
  isOneOfMany: false,
  isOnOthers: false,
  step: -1,
  isStatic: false,
  isCallback: false,
  status: 500,
  usualStatus: null,
  sinceMs: minuteMs,
  lastMs: 9 * minuteMs,
  failures: names.length,
  answered: 0,
  answeredSince: 0,
  otherFailures: 0,
  outcomes: { failed: names.length, answered: 0, answeredSince: 0 },
  failedInRow: names.length,
  seemsOver: false,
  afterMs: Number.NaN,
  isUnasked: false,
  among: null,
  affected: [...names].map((name, at) => ({ visit: visit(name), atMs: at * minuteMs })),
  ...more,
})

const queues = [trouble('/queue/a', 'xyz'), trouble('/queue/b', 'yu'), trouble('/queue/c', 'v')]
const known = (counts: Record<string, number>) => () =>
  Object.entries(counts).map(([path, total]) => ({
    ...{ key: `GET ${path}`, method: 'GET', path, total },
  }))
const asked = known({ '/queue/a': 50, '/queue/b': 50, '/queue/c': 50, '/': 900 })
const pathsOf = (troubles: readonly Trouble[], of = asked) =>
  alikeTogether(troubles, of).map(({ path }) => path)

test('pages of one kind are one trouble, of which each visit is affected once', () => {
  const [one, ...more] = alikeTogether(queues, asked)
  expect(more).toEqual([])
  expect(one).toMatchObject({ path: '/queue/*', failures: 6, outcomes: { failed: 6 } })
  expect(one?.affected.map((met) => met.visit.client).toSorted()).toEqual([...'uvxyz'])
})

const [a, b, c] = queues as [Trouble, Trouble, Trouble]
test.each<[string, Trouble[], string[]]>([
  ['two pages', [a, b], ['/queue/a', '/queue/b']],
  ['in another way', [a, b, { ...c, failure: 'loop' }], ['/queue/a', '/queue/b', '/queue/c']],
  ['another answer', [a, b, { ...c, status: 503 }], ['/queue/a', '/queue/b', '/queue/c']],
  ['later', [a, b, { ...c, sinceMs: 30 * minuteMs }], ['/queue/a', '/queue/b', '/queue/c']],
  ['elsewhere', [a, b, { ...c, path: '/seats/c' }], ['/queue/a', '/queue/b', '/seats/c']],
  [
    'pages that are not there any more',
    [a, b, c].map((one) => ({ ...one, failure: 'gone' as const, status: 404 })),
    ['/queue/a', '/queue/b', '/queue/c'],
  ],
  [
    'two steps of the way',
    [{ ...a, step: 0 }, { ...b, step: 1 }, c],
    ['/queue/a', '/queue/b', '/queue/c'],
  ],
  ['one step and pages beside it', [{ ...a, step: 1 }, b, c], ['/queue/*']],
  [
    'a circle, and the answer it gives',
    [
      ...queues.map((one) => ({ ...one, failure: 'loop' as const })),
      { ...a, failure: 'otherwise' as const, usualStatus: 200 },
    ],
    ['/queue/*'],
  ],
])('%s', (_, troubles, paths) => {
  expect(pathsOf(troubles)).toEqual(paths)
})

test('a few of many pages are not all of them', () => {
  const many = { '/queue/a': 50, '/queue/b': 50, '/queue/c': 50, '/queue/d': 40, '/queue/e': 40 }
  expect(pathsOf(queues, known(many))).toEqual(['/queue/a', '/queue/b', '/queue/c'])
  expect(pathsOf(queues, known({ ...many, '/queue/d': 1 }))).toEqual(['/queue/*'])
})
