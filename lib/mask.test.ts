import { expect, test } from 'vitest'
import { maskAddresses, masked } from './mask'

test.each([
  ['203.0.113.9', '203.0.113.0/24'],
  ['{"remoteIP":"91.192.109.163","status":"200"}', '{"remoteIP":"91.192.109.0/24","status":"200"}'],
  ['from 10.1.2.3 and 8.8.8.8.', 'from 10.1.2.0/24 and 8.8.8.0/24.'],
  ['/whois/8.8.4.4', '/whois/8.8.4.0/24'],
  ['http://8.8.4.4/x', 'http://8.8.4.0/24/x'],
  ['2001:db8:85a3::8a2e:370:7334', '2001:db8:85a3::/48'],
  ['2001:0DB8:85a3:0000:0000:8a2e:0370:7334', '2001:0db8:85a3::/48'],
  ['fe80::1', 'fe80:0:0::/48'],
  ['[2a02:8109:b6c0:1::2]:443', '[2a02:8109:b6c0::/48]:443'],
  ['::ffff:203.0.113.9', '::ffff:203.0.113.0/24'],
  ['::ffff:808:808', '0:0:0::/48'],
  ['deny 203.0.113.9/24', 'deny 203.0.113.0/24'],
  ['203.0.113.9/245', '203.0.113.0/24/245'],
])('%s is masked', (text, masked) => {
  expect(maskAddresses(text)).toBe(masked)
  expect(maskAddresses(masked), 'masked once more').toBe(masked)
})

test.each([
  'Mozilla/5.0 (Windows NT 10.0) Chrome/120.0.0.0 Safari/537.36',
  '17/May/2015:10:05:03 +0000',
  '2026-11-24 10:05:03.000',
  'version 1.2.3 and 1.2.3.4.5',
  'std::string',
  '/a/300.1.1.1',
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
