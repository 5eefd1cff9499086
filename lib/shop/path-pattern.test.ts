import { expect, test } from 'vitest'
import { pathProblem } from './match-problems'
import { mayOverlap } from './overlap'
import { newPathPattern } from './path-pattern'
import { pathsSource } from './path-source'

/** Numbers from 0 to 1, always the same. */
function newRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}
const random = newRandom(7)
const anyOf = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item
const many = <Item>(count: number, make: () => Item) => Array.from({ length: count }, make)

const newPath = () =>
  `/${many(Math.floor(random() * 5), () => anyOf(['a', 'b', 'ab', 'aab', '', '.'])).join('/')}`
const newPattern = () =>
  `/${many(1 + Math.floor(random() * 4), () => anyOf(['a', 'b', '*', '**', 'a*', '*b', 'a*b', '.'])).join('/')}`

test('a pattern, its regular expression, and the one of several say the same', () => {
  const paths = [...many(200, newPath), '/', '//', '/a/', 'a', '*']
  for (const texts of many(300, () => many(1 + Math.floor(random() * 3), newPattern))) {
    const patterns = texts.map(newPathPattern).filter(({ literals }) => literals === null)
    if (patterns.length === 0) continue
    const source = new RegExp(pathsSource(patterns))
    for (const path of paths)
      expect(source.test(path), `${texts.join(' ')} for ${path}`).toBe(
        patterns.some(({ matches }) => matches(path)),
      )
  }
})

test('two patterns that share a path are said to overlap', () => {
  const paths = many(200, newPath)
  for (const [a, b] of many(800, () => [newPattern(), newPattern()] as const)) {
    const [one, two] = [newPathPattern(a), newPathPattern(b)]
    const shared = paths.find((path) => one.matches(path) && two.matches(path))
    if (shared !== undefined)
      expect(mayOverlap({ path: a }, { path: b }), `${a} and ${b}: ${shared}`).toBe(true)
  }
})

test.each<[a: object, b: object, overlap: boolean]>([
  [{ path: '/a' }, { path: '/a/' }, true],
  [{ path: '/a' }, { path: '/b' }, false],
  [{ path: '/a' }, { path: '/**' }, true],
  [{ path: '/a*' }, { path: '/b*' }, false],
  [{ path: '/*.html' }, { path: '/**/*.php' }, false],
  [{ path: '/a/**' }, { path: '/**/cart' }, true],
  [{ method: 'GET' }, { method: 'POST' }, false],
  [{ method: 'GET', path: '/a' }, { path: '/a' }, true],
  [{ query: { route: 'a' } }, { query: { route: 'b' } }, false],
  [{ query: { route: 'a' } }, { query: { route: '*' } }, true],
  [{ query: { route: 'a' } }, { query: { x: '1' } }, true],
])('%j and %j', (a, b, overlap) => {
  expect([mayOverlap(a, b), mayOverlap(b, a)]).toEqual([overlap, overlap])
})

test('a path with many ** is refused, and two of them are compared in no time', () => {
  const long = (last: string) => `/${'**/a/'.repeat(60)}${last}`
  expect(pathProblem(long('x'))).toBe('must not hold ** more than 4 times')
  expect(pathProblem('/**/a/**/b/**/c/**')).toBeNull()
  expect(mayOverlap({ path: long('x') }, { path: long('y') })).toBe(false)
  expect(mayOverlap({ path: long('x') }, { path: long('**') })).toBe(true)
})
