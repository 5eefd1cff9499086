import type { Random } from '@/lib/demo/random'
import { mutatedQuery } from '@/lib/local/insights/testdata/mutated-query'
import { prying } from '@/lib/local/insights/testdata/prying-query'
import { randomQuery } from '@/lib/local/insights/testdata/random-query'
import { askedClient } from './planted'

const fields = [
  ...['@message', '@message', 'remoteIP', '`X-Forwarded-For`', 'request', 'query', 'referer'],
  ...['userAgent', 'user', 'note', 'token', '@log', '@logStream', 'client', 'x'],
]
const texts = [
  '"."',
  '"%"',
  '":"',
  '"key="',
  '"\\\\"',
  '"&#"',
  '"-"',
  '"x"',
  '""',
  '"203.0.113."',
  `"${askedClient}"`,
]
const patterns = [
  '[^0-9a-f]',
  '[.]',
  '%2[eE]',
  '\\\\\\\\u00',
  '&#',
  '^.*?from=',
  'key=',
  '(.)',
  '[0-9]',
]

/** A text that is made of a field by functions that change its looks. */
function made(random: Random, depth: number): string {
  const of = () => (depth <= 0 ? random.pick(fields) : made(random, depth - 1))
  const one = random.pick([
    ...['toupper', 'tolower', 'trim', 'urldecode', 'urlencode', 'base64Encode', 'base64Decode'],
    ...['jsonStringify', 'md5', 'sha256', 'ipv4ToNumber', 'unmask', 'hexToAscii', 'jsonParse'],
  ])
  return random.pick([
    () => `${one}(${of()})`,
    () => `${one}(${of()})`,
    () => `replace(${of()}, ${random.pick(texts)}, ${random.pick(texts)})`,
    () =>
      `regexReplace(${of()}, "${random.pick(patterns)}", "${random.pick(['', '.', ' ', '$1-'])}")`,
    () => `substr(${of()}, ${random.below(90)}, ${1 + random.below(60)})`,
    () => `concat(${of()}, ${random.pick(texts)}, ${of()})`,
    () => `if(${condition(random, 0)}, ${of()}, ${of()})`,
    () => of(),
  ])()
}

function condition(random: Random, depth: number): string {
  const of = made(random, depth)
  return random.pick([
    `${of} = ${random.pick(texts)}`,
    `${of} like /${random.pick(patterns)}/`,
    `${of} like ${random.pick(texts)}`,
    `${of} in [${random.pick(texts)}, ${random.pick(texts)}]`,
    `strcontains(${of}, ${random.pick(texts)})`,
    `isIpv4InSubnet(${of}, "203.0.113.${random.below(256)}/${random.below(33)}")`,
    `isIpInSubnet(${of}, "2001:db8::/${random.below(129)}")`,
    'status >= 200',
    'ispresent(x)',
  ])
}

function taken(random: Random): string {
  const field = random.pick(fields)
  return random.pick([
    `parse ${field} "* * *" as x, y, z`,
    `parse ${field} "*from=* *" as x, y, z`,
    `parse ${field} /(?<x>\\d+[^0-9]+\\d+[^0-9]+\\d+[^0-9]+\\d+)/`,
    `parse ${field} /(?<x>[0-9a-fA-F:%\\\\&#;]{12,})/ multi`,
    `parse ${field} /key=(?<x>.*)/`,
    `parse ${field} logfmt as x`,
    `parse ${field} csv as x, y, z`,
    `fields jsonParse(${field}) as x`,
    `json field=${field} "note" as x`,
    `fields split(${field}, ${random.pick(texts)}) as x | unnest x into y`,
    `filter ${condition(random, 1)}`,
    `dedup ${field}`,
    `pattern ${field}`,
    `sort ${field} ${random.pick(['asc', 'desc'])}`,
  ])
}

function shown(random: Random): string {
  const of = made(random, 2)
  return random.pick([
    `fields @message, ${of} as y | limit ${1 + random.below(150)}`,
    `fields x, ${of} as y, ${made(random, 1)} as z | sort y | limit ${1 + random.below(150)}`,
    `display @message, x, ${random.pick(fields)} | limit 100`,
    `stats count(*) as n by ${of} as y | sort n desc | limit 50`,
    `stats values(${of}) as v, latest(${made(random, 1)}) as l by status`,
    `stats sortsFirst(${of}) as a, max(${of}) as b, count_distinct(${of}) as n by bin(5m)`,
    `stats topk(20, ${random.pick(fields)})`,
    'limit 100',
  ])
}

/** A query of Explore that tries to show what is hidden, or that is not well. */
export function hostileQuery(random: Random): string {
  const kind = random.next()
  const seed = random.below(1e9)
  if (kind < 0.1) return prying(seed).replaceAll('shop/orders', 'apache/access')
  if (kind < 0.2) return randomQuery(seed).replaceAll('shop/orders', 'apache/access')
  if (kind < 0.28) return mutatedQuery(seed)
  const stages = Array.from({ length: random.below(3) }, () => taken(random))
  return [...stages, shown(random)].join(' | ')
}
