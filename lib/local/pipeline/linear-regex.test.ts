import { expect, test } from 'vitest'
import { random } from '@/lib/demo/random'
import { linearRegex } from './linear-regex'

test.each([
  ['.*.*.*x', 'a'.repeat(100_000), false],
  ['.*.*.*x', `${'a'.repeat(100_000)}x`, true],
  ['a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?aaaaaaaaaaaaaaaaaaaab', 'a'.repeat(10_000), false],
  ['^a*b|c$', `${'a'.repeat(1_000_000)}c`, true],
  ['[a-f]{2,9}[a-f]{2,9}[a-f]{2,9}[a-f]{2,9}g', 'abcdef'.repeat(10_000), false],
])('%s is tested at once, however long the text', (source, text, expected) => {
  const began = performance.now()
  expect(linearRegex(source)(text)).toBe(expected)
  expect(performance.now() - began).toBeLessThan(10_000)
})

test('the own way finds what JavaScript finds, in expressions made at random', () => {
  const chance = random(7, 7)
  const atoms = ['a', 'b', '.', '[ab]', '[^a]', '\\d', '\\W', '\\.', '\\x61', '1', '-', '{']
  const quantifiers = ['', '', '', '*', '+', '?', '{2}', '{1,}', '{0,2}', '+?']
  const made = (most: number, of: string[]) =>
    Array.from({ length: 1 + chance.below(most) }, () => chance.pick(of)).join('')
  const branch = () =>
    `${chance.pick(['', '', '^'])}${Array.from({ length: 1 + chance.below(4) }, () => made(1, atoms) + made(1, quantifiers)).join('')}${chance.pick(['', '', '$'])}`
  for (let round = 0; round < 3_000; round += 1) {
    const source = chance.next() < 0.3 ? `${branch()}|${branch()}` : branch()
    const text = made(8, ['a', 'b', 'c', '1', '.', '-', '\n', 'é', '{'])
    expect([source, text, linearRegex(source, 0)(text)]).toEqual([
      source,
      text,
      new RegExp(source).test(text),
    ])
  }
})

test.each(['a{3000}', '\\bword', '\\u0041', '[z-a]', '*a'])('%s is refused', (source) => {
  expect(() => linearRegex(source)).toThrow()
})
