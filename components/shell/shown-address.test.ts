import { expect, test } from 'vitest'
import { matcher } from '@/lib/filter-pattern/match'
import { parsePattern } from '@/lib/filter-pattern/parse'
import { patternOfShown, queryOfShown } from './shown-address'

test.each([
  ['203.0.113.0/24', '"203.0.113."'],
  ['"203.0.113.0/24" -bot', '"203.0.113." -bot'],
  ['203.0.113.x', '"203.0.113."'],
  ['-"203.0.113.0/24"', '-"203.0.113."'],
  ['2001:db8:1::/48', '"2001:db8:1:"'],
  ['{ $.remoteIP = "203.0.113.0/24" }', '{ $.remoteIP = "203.0.113.*" }'],
  ['[ip = 203.0.113.0/24, ...]', '[ip = 203.0.113.*, ...]'],
  ['"/cafe/menu.php"', '"/cafe/menu.php"'],
  ['"203.0.113.9"', '"203.0.113.9"'],
  ['', ''],
])('the pattern %s asks for %s', (typed, asked) => {
  expect(patternOfShown(typed)).toBe(asked)
})

test.each([
  ['filter remoteIP = "203.0.113.0/24"', 'filter isIpv4InSubnet(remoteIP, "203.0.113.0/24")'],
  ["filter remoteIP='203.0.113.x'", 'filter isIpv4InSubnet(remoteIP, "203.0.113.0/24")'],
  [
    'filter status = 500 and remoteIP != "203.0.113.0/24"',
    'filter status = 500 and not isIpv4InSubnet(remoteIP, "203.0.113.0/24")',
  ],
  ['filter remoteIP = "2001:db8:1::/48"', 'filter isIpv6InSubnet(remoteIP, "2001:db8:1::/48")'],
  ['filter @message like "203.0.113.0/24"', 'filter @message like "203.0.113."'],
  [
    'filter isIpv4InSubnet(remoteIP, "203.0.113.0/24")',
    'filter isIpv4InSubnet(remoteIP, "203.0.113.0/24")',
  ],
  ['filter remoteIP = "203.0.113.9"', 'filter remoteIP = "203.0.113.9"'],
])('the query %s asks %s', (typed, asked) => {
  expect(queryOfShown(typed)).toBe(asked)
})

test('what a pattern asks for finds the lines of the network and no others', () => {
  for (const typed of ['203.0.113.0/24', '[ip = 203.0.113.0/24, ...]']) {
    const matches = matcher(parsePattern(patternOfShown(typed)))
    const lines = ['203.0.113.9 - GET', '203.0.114.9 - GET']
    expect(lines.map((message) => matches({ message, fields: {} }))).toEqual([true, false])
  }
})
