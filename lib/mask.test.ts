import { expect, test } from 'vitest'
import {
  defaultSecretParameters,
  isAddressField,
  maskAddresses,
  masked,
  maskerFor,
  networkOf,
} from './mask'

test.each([
  ['203.0.113.9', '203.0.113.0/24'],
  ['{"remoteIP":"91.192.109.163","status":"200"}', '{"remoteIP":"91.192.109.0/24","status":"200"}'],
  ['from 10.1.2.3 and 8.8.8.8.', 'from 10.1.2.0/24 and 8.8.8.0/24.'],
  ['/whois/8.8.4.4', '/whois/8.8.4.0/24'],
  ['http://8.8.4.4/x', 'http://8.8.4.0/24/x'],
  ['2001:db8:85a3::8a2e:370:7334', '2001:db8:85a3::/48'],
  ['2001:0DB8:85a3:0000:0000:8a2e:0370:7334', '2001:0DB8:85a3::/48'],
  ['fe80::1', 'fe80::/48'],
  ['[2a02:8109:b6c0:1::2]:443', '[2a02:8109:b6c0::/48]:443'],
  ['::ffff:203.0.113.9', '203.0.113.0/24'],
  ['::ffff:808:808', '::/48'],
  ['deny 203.0.113.9/24', 'deny 203.0.113.0/24'],
  ['203.0.113.9/245', '203.0.113.0/24/245'],
  ['1.203.0.113.82', '1.203.0.0/24'],
  ['203.0.113.82.dsl.example', 'x.0.113.x.dsl.example'],
  ['203-0-113-82.example,82-113-0-203.example', 'x-0-113-x.example,x-113-0-x.example'],
  ['203%2E0%2E113%2E82', '203%2E0%2E113.0/24'],
  ['203%252E0%252E113%252E82', '203%252E0%252E113.0/24'],
  [String.raw`203\x2E0\x2E113\x2E82`, String.raw`203\x2E0\x2E113.0/24`],
  ['%5B2001%3Adb8%3A85a3%3A%3A1%5D%3A443', '%5B2001%3Adb8%3A85a3::/48%5D%3A443'],
  ['2001:db8::203.0.113.82', '2001:db8::/48'],
  ['0:0:0:0:0:ffff:203.0.113.82', '203.0.113.0/24'],
  ['2002:cb00:7152::1', '2002:cb00::/48'],
  ['2001:db8:0:1::5', '2001:db8::/48'],
  ['82.113.0.203.in-addr.arpa', 'x.113.0.x.in-addr.arpa'],
  ['p52cb0071.dip0.isp.example - - [24/Nov', 'x.dip0.isp.example - - [24/Nov'],
])('%s is masked', (text, masked) => {
  expect(maskAddresses(text)).toBe(masked)
  expect(maskAddresses(masked), 'masked once more').toBe(masked)
})

test.each([
  'Mozilla/5.0 (Windows NT 10.0) Chrome/120.0.0.0 Safari/537.36',
  '17/May/2015:10:05:03 +0000',
  '2026-11-24 10:05:03.000',
  'version 1.2.3',
  'YaBrowser/23.11.0.2419',
  'Chrome/120.0.6099.109',
  'Foo::Bar a::before',
  '550e8400-e29b-41d4-a716-446655440000',
  'std::string',
])('%s is no address and stays', (text) => {
  expect(maskAddresses(text)).toBe(text)
})

test('every text of a value is masked, however deep, and nothing else changes', () => {
  const value = { at: 1, path: '/whois/8.8.4.4', list: [{ path: '8.8.8.8' }, null], none: null }
  expect(masked(value)).toEqual({
    at: 1,
    path: '/whois/8.8.4.0/24',
    list: [{ path: '8.8.8.0/24' }, null],
    none: null,
  })
})

const masker = maskerFor(defaultSecretParameters)

test.each([
  ['?a=1&key=wc_order_aB3', '?a=1&key=***'],
  ['GET /reset?token=abc%26d&x=1 HTTP/1.1', 'GET /reset?token=***&x=1 HTTP/1.1'],
  [
    '"https://shop.example/?user[password]=s3&b=2"',
    '"https://shop.example/?user[password]=***&b=2"',
  ],
  ['{"args":"token=CC&x=1"}', '{"args":"token=***&x=1"}'],
  ['{"cookie":"a=1; sid=DD"}', '{"cookie":"a=1; sid=***"}'],
  ['{"password": "s\\"3","b":1}', '{"password": "***","b":1}'],
  ['/a?x=1#access_token=FF', '/a?x=1#access_token=***'],
  ['/a?token[]=1&token[0]=2', '/a?token[]=***&token[0]=***'],
  ['/new?reset_token=R&accessToken=A', '/new?reset_token=***&accessToken=***'],
  ['/back?next=%2Forder%3Fkey%3Dabc%26x%3D1', '/back?next=%2Forder%3Fkey%3D***%26x%3D1'],
])('the secret in %s is hidden', (text, hidden) => {
  expect(masker.text(text)).toBe(hidden)
  expect(masker.text(hidden), 'hidden once more').toBe(hidden)
})

test('a parameter is secret by its whole name, and a site names its own', () => {
  expect(masker.text('/p?monkey=1&keyword=tea')).toBe('/p?monkey=1&keyword=tea')
  expect(maskerFor(['voucher']).text('/p?key=1&voucher=2')).toBe('/p?key=1&voucher=***')
  expect(maskerFor([]).text('/p?key=1')).toBe('/p?key=1')
})

test.each(['remoteIP', 'X-Forwarded-For', 'client.ip', 'headers.x-real-ip.0', 'rawIP', 'c-ip'])(
  '%s holds a client',
  (name) => {
    expect(isAddressField(name)).toBe(true)
    expect(masker.field(name, 'p52cb0071.dip0.isp.example')).toBe('x.dip0.isp.example')
    expect(masker.field(name, '3405803858')).toBe('x')
    expect(masker.field(name, '10.0.0.0')).toBe('10.0.0.0/24')
    expect(masker.field(name, '::ffff:cb00:7152')).toBe('203.0.113.0/24')
    expect(masker.field(name, '10.0.0.0/24')).toBe('10.0.0.0/24')
  },
)

test.each(['request', 'host', 'status', 'userAgent', 'recipient'])('%s holds none', (name) => {
  expect(isAddressField(name)).toBe(false)
})

test.each([
  ['203.0.113.9', '203.0.113.0/24'],
  ['203.0.113.x', '203.0.113.0/24'],
  ['203.0.113.0/24', '203.0.113.0/24'],
  ['2001:0DB8:85a3::1', '2001:db8:85a3::/48'],
  ['2001:db8:85a3::/48', '2001:db8:85a3::/48'],
  ['fe80::/48', 'fe80::/48'],
  ['shop.example', null],
])('%s is of the network %s', (text, network) => {
  expect(networkOf(text)).toBe(network)
})

test('a long line is masked in a moment, whatever it holds', () => {
  for (const piece of ['::', 'a:', '1.', '1.1.', '1-', '%3A', '=key', 'ffff:', '1-1-1-1-1234-'])
    expect(maskAddresses(piece.repeat(20_000)).length).toBeGreaterThan(0)
})
