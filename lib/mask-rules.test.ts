import { expect, test } from 'vitest'
import { random } from '@/lib/demo/random'
import { addressRules, clientRules, dotted, lastingWord, secretRules } from './mask-rules'

const rules = [...secretRules(['key']), ...addressRules].flatMap((group) =>
  group.rules.map((rule) => ({ ...rule, needs: group.needs })),
)

const examples: Record<string, string> = {
  'the password of a URL': 'https://anna:aB3@shop.example/',
  'what an authorization header holds': 'Authorization: Bearer aB3',
  'a secret between quotes': "login failed: key='aB3 de'",
  'a secret in a query string': '/thanks?key=aB3',
  'a secret in a member of JSON': '{"key": "aB3"}',
  'a secret in JSON within JSON': String.raw`{"body":"{\"key\":\"aB3\"}"}`,
  'a secret in JSON as nginx writes it': String.raw`"{\x22key\x22:\x22aB3\x22}"`,
  'a secret in JSON within a query string': '/a?b=%7B%22key%22%3A%22aB3%22%7D',
  'a secret in JSON within JSON within a query string':
    '/a?b=%7B%5C%22key%5C%22%3A%5C%22aB3%5C%22%7D',
  'secrets in a list or an object of JSON': '{"key":["aB3"]}',
  'a secret number in a member of JSON': '{"key":123456}',
  'a secret in a query string within another': '/back?next=%2F%3Fkey%3DaB3',
  'what stands under an encoded name': '/a?%6bey=aB3',
  'a secret in a query string within a third': '/a?b=%2Fc%3Fd%3D%252Fe%253Fkey%253DaB3',
  'a host name with an address as one number': 'from p52cb0071.dip0.isp.example',
  'a client that is a host name, first in its line': 'anna.isp.example - - [24/Nov/2026',
  'a client that is a host name, under its name in JSON': '{"remoteIP":"anna.isp.example"}',
  'a host name of more numbers with dashes': '1-203-0-113-82.example',
  'a host name of four numbers with dashes': 'pool-203-000-113-082.isp.example',
  'a host name of more numbers with dots': '203.0.113.82.1.isp.example',
  'a host name of four numbers with dots, as of in-addr.arpa': '82.113.0.203.in-addr.arpa',
  'a host name of all groups of an IPv6 address': '2001-db8-85a3-1-fe-8a2e-370-7334.example',
  'a host name of an IPv6 address with zeros left out': '2001-db8-85a3--7334.example',
  'the name under which an IPv6 address is looked up': `${'1.'.repeat(32)}ip6.arpa`,
  'an IPv4 address within an IPv6 one, with dots': '::ffff:203.0.113.82',
  'an IPv4 address, also with more numbers behind': '1.203.0.113.82',
  'an IPv4 address within an IPv6 one, in hexadecimal': '64:ff9b::ffff:cb00:7152',
  'a 6to4 address, whose first 48 bits hold a whole IPv4 address': '2002:cb00:7152::1',
  'an IPv6 address with all of its groups': '2001:db8:85a3:1:fe:8a2e:370:7334',
  'an IPv6 address with zeros left out after two groups or more': '2001:db8:85a3::7334',
  'an IPv6 address with zeros left out after its first group': 'fe80::1',
  'an IPv6 address that begins with zeros': '::1',
  'the same network written in two ways': '2001:db8:0:0::/48',
}

test('every rule has an example, and its group looks at it', () => {
  expect([...new Set(rules.map(({ finds }) => finds))].toSorted()).toEqual(
    Object.keys(examples).toSorted(),
  )
})

test.each(rules)('$finds', ({ finds, needs, pattern, by }) => {
  const example = examples[finds] ?? ''
  expect(example).toMatch(new RegExp(needs, 'i'))
  expect(example.replace(new RegExp(pattern, 'gi'), by)).not.toBe(example)
})

test('where a group looks, it finds more than nothing', () => {
  const texts = ['', ' ', '/a b', ...Object.values(examples)]
  for (const { needs } of rules)
    for (const text of texts)
      for (const [found] of text.matchAll(new RegExp(needs, 'gi'))) expect(found).not.toBe('')
})

test('what needs no rules but those of dots is masked the same by these alone', () => {
  const groups = [...secretRules(['key']), ...addressRules]
  const needs = (group: (typeof groups)[number], text: string) =>
    new RegExp(group.needs, 'i').test(text)
  const by = ({ rules: all }: (typeof groups)[number], text: string) =>
    all.reduce((left, rule) => left.replace(new RegExp(rule.pattern, 'gi'), rule.by), text)
  const byAll = (text: string) =>
    groups.reduce((left, group) => (needs(group, left) ? by(group, left) : left), text)
  const own = random(7, 0)
  const pieces = ['203.0.113.82', '1', '0', '.', ':', '::', 'ffff', '/48', '/24', '%2e', '-', ' ']
  let masked = 0
  for (let tried = 0; tried < 5_000; tried += 1) {
    const text = Array.from({ length: 1 + own.below(8) }, () => own.pick(pieces)).join('')
    if (groups.some((group) => group !== dotted && needs(group, text))) continue
    const alone = by(dotted, text)
    expect(alone, text).toBe(byAll(text))
    if (alone !== text) masked += 1
  }
  expect(masked).toBeGreaterThan(500)
})

const [name, number] = clientRules

test.each([
  [
    name,
    '10.0.0.1, p52cb0071.dip0.isp.example, a.b.example',
    '10.0.0.1, x.dip0.isp.example, x.b.example',
  ],
  [number, '3405803858, 0xcb007152,10.0.0.1', 'x, x,10.0.0.1'],
])('$finds', (rule, clients, hidden) => {
  if (!rule) throw new Error('the rule is gone')
  expect(clients.replace(new RegExp(rule.pattern, 'gi'), rule.by)).toBe(hidden)
})

test.each([
  'static/js/main.3f2a9c1b.chunk.js',
  '"GET /assets/3f2a9c1b.app.min.js HTTP/1.1"',
  'Chrome/120.0.0.0 Safari/537.36',
  '[02/Mar/2026:10:05:03 +0000]',
  '2026-03-02T10:05:03.000Z',
  'Mac OS X 10_15_7',
  '203.0.113.0/24 - - ',
  '{"remoteIP":"2001:db8:85a3::/48"}',
  'x.dip0.isp.example - - ',
])('no group looks closer at %s', (text) => {
  expect(addressRules.filter(({ needs }) => new RegExp(needs, 'i').test(text))).toEqual([])
})

test.each([
  ['/checkout/', 'checkout'],
  ['HTTP/1.1', 'HTTP'],
  ['tax', null],
  ['203.0.113.0/24', null],
])('of %s lasts %s', (text, word) => {
  expect(lastingWord(text)).toBe(word)
})
