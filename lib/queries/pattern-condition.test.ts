import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fieldsOfLine } from '@/lib/access-log/fields-of-line'
import { random } from '@/lib/demo/random'
import { matcher } from '@/lib/filter-pattern/match'
import { parsePattern } from '@/lib/filter-pattern/parse'
import { PatternProblem } from '@/lib/filter-pattern/problem'
import { compile } from '@/lib/local/insights/compile'
import { batchOf } from '@/lib/local/store/batch'
import { openStore, type Store } from '@/lib/local/store/store'
import { patternCondition, Untranslatable } from './pattern-condition'

describe('what a pattern is in Logs Insights', () => {
  test.each([
    ['', '1 = 1'],
    ['{ $.status = "404" }', 'status like /^404$/'],
    ['{ $.status = 404 }', 'status = 404'],
    ['{ $.status = "5*" }', 'startsWith(status, "5")'],
    ['{ $.request != "/a\\"b" }', 'ispresent(request) and not (request = "/a\\"b")'],
    ['{ $.size >= 10 }', 'isNumeric(size) and size >= 10'],
    ['{ $.a.b = %x/y% || $.c = "1" }', '(a.b like /x\\/y/) or (c like /^1$/)'],
    ['{ $.status = "*04" }', 'endsWith(status, "04")'],
    ['{ $.status = "*0*" }', 'strcontains(status, "0")'],
    ['{ $.status = "4*4*" }', 'startsWith(status, "4*4")'],
    ['{ $.request = "/a*b" }', 'request = "/a*b"'],
    ["{ $.['x-y'] = * }", 'ispresent(`x-y`)'],
    ['ERROR -"a b"', '(strcontains(@message, "ERROR")) and (not (strcontains(@message, "a b")))'],
    ['?a -b', '(not (strcontains(@message, "b")))'],
    ['?a b', '(strcontains(@message, "b"))'],
    ['{ $.id = 1234567890123456789 }', 'id = 1234567890123456789'],
    ['{ $.id > +1234567890123456789 }', 'isNumeric(id) and id > 1234567890123456789'],
    ['{ $.id <= 1e3 }', 'isNumeric(id) and id <= 1000'],
    ['{ $.a = %^ba{,2}c$% }', 'a like /^ba{0,2}c$/'],
    ['%a b%', '(@message like /a b/)'],
    ['?a ?b', '((strcontains(@message, "a")) or (strcontains(@message, "b")))'],
  ])('%s', (pattern, condition) => {
    expect(patternCondition(parsePattern(pattern)).fragment).toBe(condition)
  })

  test.each([
    '[ip, id]',
    '{ $.a[*] = 1 }',
    '{ $.a IS NULL }',
    '{ $.a IS TRUE }',
    '{ $.a = 1 && $.b IS FALSE }',
    '{ $.a NOT EXISTS }',
    '{ $.a = 1234567890123456789e1 }',
    '{ $.a = "one\ntwo" }',
    "{ $.['a`b'] = 1 }",
  ])('%j has no counterpart', (pattern) => {
    expect(() => patternCondition(parsePattern(pattern))).toThrow(Untranslatable)
  })
})

const [long, longer] = ['9007199254740992', '9007199254740993']
const words = [
  long,
  longer,
  '404',
  '404.0',
  '4e2',
  '400',
  '-1',
  '+5',
  '.5',
  ' 404 ',
  '0x194',
  'Infinity',
  '',
]
const texts = [
  ...words,
  '/cafe/menu.php',
  '/cafe',
  'a"b',
  "it's",
  'back\\slash',
  '| stats count(*)',
  '# no comment',
  '}',
  '%',
  '*',
  'ünï',
  'line\nbreak',
  '`tick`',
  '$.status',
  ']',
]
const fields = ['status', 'request', 'a.b', 'x-y', '@odd', 'list', 'constructor']

/**
 * Events as they may come: JSON of every kind, Apache's combined format, and what is neither. None holds
 * true or false, which are 1 and 0 to a query, and no numbers to a pattern (docs/filter-patterns.md).
 */
function eventOf(seed: number): string {
  const chance = random(seed, 1)
  const value = (depth = 0): unknown => {
    const kinds: (() => unknown)[] = [
      () => chance.pick(texts),
      () => chance.pick(texts),
      () => chance.below(1000) / 2,
      () => null,
      () => (depth > 1 ? 1 : { b: value(depth + 1), c: value(depth + 1) }),
      () => (depth > 1 ? [] : [value(depth + 1), value(depth + 1)]),
    ]
    return chance.pick(kinds)()
  }
  const dice = chance.next()
  if (dice < 0.15) {
    const request = chance.pick(['/cafe', '/cafe/menu.php', '/a\\"b'])
    return `203.0.113.9 - - [17/May/2026:10:05:03 +0000] "GET ${request} HTTP/1.1" ${chance.pick(['404', '500', '200'])} 12`
  }
  if (dice < 0.25) return `${chance.pick(texts)} plain ${chance.pick(texts)}`
  const pairs = fields
    .filter(() => chance.next() < 0.6)
    .map((name) => [name.startsWith('a.') ? 'a' : name, value()])
  return JSON.stringify(Object.fromEntries(pairs))
}

const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`

function patternOf(seed: number): string {
  const chance = random(seed, 2)
  const text = () => {
    const part = chance.pick(texts)
    const dice = chance.next()
    return dice < 0.2 ? `${part.slice(0, 2)}*` : dice < 0.35 ? `*${part.slice(-2)}*` : part
  }
  const regex = () =>
    chance.pick([
      '%^4[0-9]{2}$%',
      '%cafe/m%',
      '%\\w+%',
      '%^$%',
      '%a.b%',
      '%[\\/|]%',
      '%40{,1}4%',
      '%d p%',
    ])
  const selector = () =>
    chance.pick([
      '$.status',
      '$.request',
      '$.a.b',
      "$.['x-y']",
      '$.@odd',
      '$.list[0]',
      '$.missing',
      '$.constructor',
    ])
  const leaf = (): string => {
    const operator = chance.pick(['=', '=', '=', '!=', '<', '>='])
    if (operator === '<' || operator === '>=')
      return `${selector()} ${operator} ${chance.pick(['400', '404', '0', '-1', '.5', '1e2', longer])}`
    const dice = chance.next()
    if (dice < 0.02) return `${selector()} NOT EXISTS`
    if (dice < 0.3) return `${selector()} ${operator} ${regex()}`
    if (dice < 0.5)
      return `${selector()} ${operator} ${chance.pick(['404', '4*', '400', '-1', '5', long, longer])}`
    return `${selector()} ${operator} ${quoted(text())}`
  }
  const condition = (depth: number): string => {
    if (depth === 0 || chance.next() < 0.4) return leaf()
    const mark = chance.pick([' && ', ' || '])
    return `(${condition(depth - 1)}${mark}${condition(depth - 1)})`
  }
  if (chance.next() < 0.7) return `{ ${condition(2)} }`
  return Array.from({ length: 1 + chance.below(3) }, () => {
    const body = chance.next() < 0.2 ? regex() : quoted(text() || 'x')
    return chance.pick(['', '', '?', '-']) + body
  }).join(' ')
}

describe('a pattern and its query choose the same events', () => {
  const group = 'any/group'
  const messages = Array.from({ length: 600 }, (_, at) => eventOf(at))
  const events = messages.map((message, at) => ({
    timestampMs: at,
    message,
    fields: fieldsOfLine(message),
  }))
  let store: Store
  beforeAll(async () => {
    store = await openStore({ path: ':memory:' })
    await store.createLogGroup(group, 0)
    await store.createLogStream(group, 'all', 0)
    await store.append(group, 'all', batchOf(events), { ingestedMs: 0 })
  })
  afterAll(() => store.close())

  test('of 400 random patterns over 600 events, few of them without a query', async () => {
    const count = { compared: 0, matching: 0, untranslatable: 0, unread: 0 }
    for (let seed = 1; seed <= 400; seed += 1) {
      const text = patternOf(seed)
      try {
        const pattern = parsePattern(text)
        const { fragment } = patternCondition(pattern)
        const query = `filter ${fragment} | fields toMillis(@timestamp) as at | limit 10000`
        const { sql, parameters } = compile(query, store.source([group]), {
          startMs: 0,
          endMs: 1000,
          nowMs: 1000,
        })
        const { rows } = await store.query(sql, parameters)
        const found = rows.map(([at]) => Number(at)).sort((a, b) => a - b)
        const matches = matcher(pattern)
        const expected = events.filter(matches).map(({ timestampMs }) => timestampMs)
        expect(found, `${text} as ${fragment}`).toEqual(expected)
        count.compared += 1
        if (expected.length > 0) count.matching += 1
      } catch (error) {
        if (error instanceof Untranslatable) count.untranslatable += 1
        else if (error instanceof PatternProblem) count.unread += 1
        else throw error
      }
    }
    // Most of what is not translated holds a line break, which no literal of a query can.
    expect(count.compared).toBeGreaterThan(320)
    expect(count.matching).toBeGreaterThan(200)
  }, 60_000)
})
