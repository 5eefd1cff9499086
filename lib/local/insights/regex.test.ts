import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStore, type Store } from '@/lib/local/store/store'
import { MalformedQuery } from './malformed'
import { readRegex } from './regex'
import { randomRegex } from './testdata/random-regex'

let store: Store
beforeAll(async () => {
  store = await openStore({ path: ':memory:' })
})
afterAll(() => store.close())

const span = { start: 0, end: 1 }
const read = (source: string) => readRegex(source, span)

async function found(source: string, text: string): Promise<unknown> {
  const { rows } = await store.query('SELECT regexp_extract($1::VARCHAR, $2::VARCHAR)', [
    text,
    read(source).write(),
  ])
  return rows[0]?.[0]
}

describe('what Java writes otherwise than RE2 means the same', () => {
  test.each([
    ['\\p{Alpha}+', '12abc3', 'abc'],
    ['\\P{Alpha}+', 'ab12c', '12'],
    ['\\p{Lower}\\p{Upper}\\p{Digit}\\p{Alnum}', 'xaB1z', 'aB1z'],
    ['\\p{Punct}+', 'a_!b', '_!'],
    ['\\p{XDigit}+\\p{Space}\\p{Blank}?', 'g1Fz 0a\v', '0a\v'],
    ['\\p{ASCII}+', 'éabü', 'ab'],
    ['[\\p{Alpha}\\p{Digit}_]+', '-a_1-', 'a_1'],
    ['[^\\p{Alpha}]+', 'a-1b', '-1'],
    ['\\p{IsLatin}+', 'дaéд', 'aé'],
    ['\\p{script=Cyrillic}+', 'aджb', 'дж'],
    ['\\p{IsLu}\\pL\\PL', 'aÄb1', 'Äb1'],
    ['\\p{L}+', '1straße!', 'straße'],
    ['a\\h+b', 'a \t\u00a0\u2003b', 'a \t\u00a0\u2003b'],
    ['\\H+', ' \tab\n ', 'ab\n'],
    ['[\\h,]+', 'a, ,b', ', ,'],
    ['[\\H]+', ' ab ', 'ab'],
    ['a\\vb', 'a\u2028b', 'a\u2028b'],
    ['\\V+', '\n\vab\r', 'ab'],
    ['a\\Rb', 'a\r\nb', 'a\r\nb'],
    ['a\\R{2}b', 'a\n\rb', 'a\n\rb'],
    ['\\u0061b', 'xab', 'ab'],
    ['[\\u0061-\\u0063]+', 'xabcd', 'abc'],
    ['\\uD83D\\uDCA5', 'a💥', '💥'],
    ['\\x{1F4A5}\\x41', '💥A', '💥A'],
    ['\\t\\e\\cI\\011\\0', '\t\u001b\t\t\u0000', '\t\u001b\t\t\u0000'],
    ['qux\\Z', 'qux', 'qux'],
    ['qux\\Z', 'qux\n', 'qux\n'],
    ['qux\\Z', 'quxx', ''],
    ['\\Abar\\z', 'bar', 'bar'],
    ['\\Qa.b*\\E+', 'a.b**', 'a.b**'],
    ['[\\Q^]\\E]+', 'a^]b', '^]'],
    ['\\Q(', 'a(', '('],
    ['\\_\\-\\é\\/\\"', '_-é/"', '_-é/"'],
    ['\\\\1', 'a\\1', '\\1'],
    ['[[:alpha:]]+[^[:^digit:]]', '-ab1', 'ab1'],
    ['[]a]+', 'b]a]', ']a]'],
    ['[^]]+', ']ab]', 'ab'],
    ['[a[]+', 'b[a', '[a'],
    ['[\\w-.]+', ' a-b.c ', 'a-b.c'],
    ['{"a":{', '{"a":{1', '{"a":{'],
    ['a{,2}]', 'a{,2}]', 'a{,2}]'],
    ['(?i)AB(?-i)c', 'abc', 'abc'],
    ['(?i:A)b', 'ab', 'ab'],
    ['(?<@my.name>a)(?P<b>b)', 'ab', 'ab'],
    ['a||b', 'ab', 'a'],
    ['', 'a', ''],
  ])('%s in %j', async (source, text, part) => {
    expect(await found(source, text)).toBe(part)
  })
})

describe('refused, with the reason', () => {
  test.each([
    ['a++', 'a possessive quantifier such as a++ is not part'],
    ['a{2}+', 'a possessive quantifier'],
    ['(?>a)', 'an atomic group is not part'],
    ['(?=a)', 'look-around is not part'],
    ['(?<!a)', 'look-around is not part'],
    ['(a)\\1', 'back-references are not part'],
    ['(?<a>a)\\k<a>', 'back-references are not part'],
    ['(?x)a b', '(?x)… is not part'],
    ['(?#note)', '(?#n… is not part'],
    ['\\p{InGreek}', '\\p{InGreek} is not part'],
    ['\\p{javaUpperCase}', '\\p{javaUpperCase} is not part'],
    ['\\G', '\\G is not part'],
    ['\\X', '\\X is not part'],
    ['\\C', '\\C is not part'],
    ['\\i', '\\i is not part'],
    ['[\\b]', '\\b is not part'],
    ['[a-\\d]', '\\d is not part'],
    ['[[:nope:]]', '[:nope:] is not part'],
    ['\\x{110000}', 'cannot be read: there is no character 110000'],
    ['a**', 'cannot be read: it repeats a repetition'],
    ['*a', 'cannot be read: there is nothing to repeat'],
    ['a|{2}', 'cannot be read: there is nothing to repeat'],
    ['a{1001}', 'cannot be read: more than 1000 repetitions'],
    ['(a{100}){11}', 'cannot be read: more than 1000 repetitions'],
    ['(\\p{L}{500}b)', 'cannot be read: it is too large'],
    ['a{5,2}', 'cannot be read: {5,2} is the wrong way round'],
    ['[z-a]', 'a range of characters is the wrong way round'],
    ['[a', 'cannot be read: a ] is missing'],
    ['[]', 'cannot be read: a ] is missing'],
    ['(a', 'cannot be read: a ) is missing'],
    ['a)', 'cannot be read: there is a ) too many'],
    ['a\\', 'cannot be read: it ends with a backslash'],
    ['(?<a>.)(?<a>.)', 'cannot be read: two groups are called a'],
    [`${'('.repeat(9_000)}a`, 'cannot be read: it is nested too deeply'],
  ])('%s', (source, message) => {
    expect(() => read(source)).toThrow(MalformedQuery)
    expect(() => read(source)).toThrow(message)
  })
})

/** Those of them that are read, as RE2. */
const readable = (sources: readonly string[]) =>
  sources.flatMap((source) => {
    try {
      return [{ source, written: read(source).write() }]
    } catch (error) {
      expect(error, source).toBeInstanceOf(MalformedQuery)
      return []
    }
  })

async function expectToRun(regexes: readonly { source: string; written: string }[]) {
  const parameters = regexes.map(({ written }) => written)
  const each = parameters.map((_, at) => `regexp_matches('abc', $${at + 1}::VARCHAR)`)
  const sources = regexes.map(({ source }) => source).join('\n')
  await expect(store.query(`SELECT ${each.join(', ')}`, parameters), sources).resolves.toBeDefined()
}

describe('what is read runs', () => {
  test('at random', async () => {
    const sources = Array.from({ length: 4_000 }, (_, seed) => randomRegex(seed))
    const regexes = readable(sources)
    expect(regexes.length).toBeGreaterThan(800)
    for (let at = 0; at < regexes.length; at += 50) await expectToRun(regexes.slice(at, at + 50))
  })

  test('also as large as it may be', async () => {
    const parts = [
      'a',
      'é',
      '€',
      '.',
      '[^a]',
      '\\W',
      '\\w',
      '\\p{L}',
      '\\P{Ll}',
      '\\p{So}',
      '[\\p{L}\\p{N}x]',
      '\\H',
      '\\R',
    ]
    const more = ['[a-zé-ü]', '[\\x{80}-\\x{10FFFF}]', '[aeiouäöüАБВ€💥]', 'a?', '(a|b)*', '\\Z']
    for (const part of [...parts, ...more])
      for (const flags of ['', '(?i)', '(?s)']) {
        const times = [1000, 500, 200, 100, 50].flatMap((one) =>
          [200, 100, 50, 20, 10, 5, 2, 1].map(
            (copies) => flags + `(?:${part}){${one}}`.repeat(copies),
          ),
        )
        const [largest] = readable(times).sort((a, b) => b.source.length - a.source.length)
        expect(largest, part).toBeDefined()
        if (largest) await expectToRun([largest])
      }
  })
})

describe('of each group it is known whether it can match the empty text', () => {
  test.each([
    ['(?<a>\\w+)', false],
    ['(?<a>\\w*)', true],
    ['(?<a>.*?)', true],
    ['(?<a>a|b)', false],
    ['(?<a>a|)', true],
    ['(?<a>a{0,3})', true],
    ['(?<a>a{1,3})', false],
    ['(?<a>(b?)(c))', false],
    ['(?<a>(b?)(c)?)', true],
    ['(?<a>^$)', true],
    ['(?<a>\\b\\Qab\\E)', false],
    ['(?<a>(?i)x)?', false],
    ['(?<a>\\Z)', true],
    ['(?<a>[^x])', false],
  ])('%s: %s', (source, canBeEmpty) => {
    expect(read(source).groups[0]).toMatchObject({ name: 'a', number: 1, canBeEmpty })
  })
})

describe('what proves that a group took part is captured in its place', () => {
  test.each([
    ['a(\\?(?<x>\\w*))?', 'a((?:\\?(?:\\w*)))?'],
    ['(?:b(?<x>.*)){0,2}', '((?:b(?:.*))){0,2}'],
    ['a(?<x>.*)|b', '(a(?:.*))|b'],
    ['(?:c|a(?<x>.*))+', '(?:c|(a(?:.*)))+'],
    ['(a(b(?<x>.*))(c)?)?', '((?:a(?:b(?:.*))(?:c)?))?'],
    // It always takes part, or nothing proves it.
    ['a(?<x>.*)', null],
    ['(a(?<x>.*))+', null],
    ['(?<x>.*)?', null],
    ['((?<x>.*)b?)?', null],
    ['(a((?<x>.*))*)?', null],
  ])('%s', (source, expected) => {
    const regex = read(source)
    const proof = regex.groups.find(({ name }) => name === 'x')?.proof ?? null
    expect(proof === null ? null : regex.write(proof)).toBe(expected)
  })
})

test('groups can be left out, but for one', () => {
  const regex = read('(?i:a)(?<x>b|c)(d)')
  expect(regex.write()).toBe('(?i:a)(b|c)(d)')
  expect(regex.write(0)).toBe('(?i:a)(?:b|c)(?:d)')
  expect(regex.write(2)).toBe('(?i:a)(?:b|c)(d)')
})
