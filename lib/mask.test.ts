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
  ['81.202.37.235-BUSINESS.isp.example - - [24/Nov', 'x.isp.example - - [24/Nov'],
  ['81.202.37.233.dyn.user.isp.example - - [24/Nov', 'x.dyn.user.isp.example - - [24/Nov'],
  ['dyn.81.202.37.233.isp.example - - [24/Nov', 'x.isp.example - - [24/Nov'],
  ['{"remoteIP":"81.202.37.235-BUSINESS.isp.example"}', '{"remoteIP":"x.isp.example"}'],
])('%s is masked', (text, masked) => {
  expect(maskAddresses(text)).toBe(masked)
  expect(maskAddresses(masked), 'masked once more').toBe(masked)
})

const percentEncoded = (text: string, signs = /./gs) =>
  text.replace(signs, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
const twice = (text: string) => text.replaceAll('%', '%25')

test.each([
  [percentEncoded('203.0.113.82'), '%32%30%33%2E%30%2E%31%31%33.0/24'],
  [twice(percentEncoded('203.0.113.82')), `${twice('%32%30%33%2E%30%2E%31%31%33')}.0/24`],
  [percentEncoded('2001:db8:85a3::7'), `${percentEncoded('2001:db8:85a3')}::/48`],
  [percentEncoded('2001:db8:85a3:1:fe:8a2e:370:7334'), `${percentEncoded('2001:db8:85a3')}::/48`],
  [twice(percentEncoded('2001:DB8::7')), `${twice(percentEncoded('2001:DB8'))}::/48`],
  [percentEncoded('::ffff:cb00:7152'), '::/48'],
  ['2001:db8:85a3:1:fe:8a2e:370:733%34', '2001:db8:85a3::/48'],
  ['203&#46;0&#46;113&#46;82', '203&#46;0&#46;113.0/24'],
  ['203&#x2e;0&#x2E;113&#x2e;82', '203&#x2e;0&#x2E;113.0/24'],
  ['2001&#x3a;db8&#58;85a3&#58;&#58;7', '2001&#x3a;db8&#58;85a3::/48'],
  ['203%2D0%2D113%2D82.example', 'x-0%2D113-x.example'],
  ['82%2E113%2E0%2E203%2Ein-addr%2Earpa', 'x.113%2E0.x%2Ein-addr%2Earpa'],
  [
    '4.3.3.7.0.7.3.0.e.2.a.8.e.f.0.0.1.0.0.0.3.a.5.8.8.b.d.0.1.0.0.2.ip6.arpa',
    'x.3.a.5.8.8.b.d.x.x.x.x.ip6.arpa',
  ],
  [
    percentEncoded(
      '4.3.3.7.0.7.3.0.e.2.a.8.e.f.0.0.1.0.0.0.3.a.5.8.8.b.d.0.1.0.0.2.ip6.arpa',
      /[.]/g,
    ),
    'x.3%2Ea%2E5%2E8%2E8%2Eb%2Ed%2Ex.x.x.x%2Eip6%2Earpa',
  ],
])('the escapes in %s hide nothing', (text, masked) => {
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
  ['/back?next=%2Forder%3Fkey%3Dab%2526c%26x%3D1', '/back?next=%2Forder%3Fkey%3D***%26x%3D1'],
  ['/a?b=%2Fc%3Fd%3D%252Fe%253Fkey%253Dab%2526x', '/a?b=%2Fc%3Fd%3D%252Fe%253Fkey%253D***%2526x'],
  ['/a?%6bey=abc&p%61ss%77ord=s3', '/a?%6bey=***&p%61ss%77ord=***'],
  ['/a?%6B%65%79=abc&%254bey=abc', '/a?%6B%65%79=***&%254bey=***'],
  ['/a?user%5Bpassword%5D=s3&token%5B%5D=4', '/a?user%5Bpassword%5D=***&token%5B%5D=***'],
  ["/a?password=it's&x=1", '/a?password=***&x=1'],
  ["see '/a?password=its'", "see '/a?password=***'"],
  ["login failed: password='two words' user=anna", 'login failed: password=*** user=anna'],
  ['password="two, words" x', 'password=*** x'],
  [String.raw`{"msg":"password=\"two words\" x"}`, '{"msg":"password=*** x"}'],
  ['{"q":"password=","b":"x"}', '{"q":"password=","b":"x"}'],
  ['"GET /a?password=" 200 12 "-" "curl"', '"GET /a?password=" 200 12 "-" "curl"'],
  [String.raw`{"q":"password=p\u00e4ss\u0026x=1"}`, String.raw`{"q":"password=***\u0026x=1"}`],
  ['{"password" : "s3","otp":123456}', '{"password" : "***","otp":***}'],
  [
    String.raw`{"body":"{\"pass\":\"s\\\"3\",\"b\":1}"}`,
    String.raw`{"body":"{\"pass\":\"***\",\"b\":1}"}`,
  ],
  [
    String.raw`"{\x22pass\x22:\x22s\x5C\x223\x22,\x22b\x22:1}"`,
    String.raw`"{\x22pass\x22:\x22***\x22,\x22b\x22:1}"`,
  ],
  [
    '{"headers":{"Authorization":["Bearer a","b]"],"Host":["h"]}}',
    '{"headers":{"Authorization":***,"Host":["h"]}}',
  ],
  ['{"password":{"a":"}","b":{"c":[1]}},"d":1}', '{"password":***,"d":1}'],
  [
    String.raw`{"body":"{\"token\":[\"a\",\"b\"],\"c\":1}"}`,
    String.raw`{"body":"{\"token\":***,\"c\":1}"}`,
  ],
  ['/a?b=%7B%22token%22%3A%5B%22a%22%5D%7D&c=1', '/a?b=%7B%22token%22%3A***%7D&c=1'],
  [
    '"https://anna:s3@shop.example:8443/a?b=c:d@e"',
    '"https://anna:***@shop.example:8443/a?b=c:d@e"',
  ],
  ['https://shop.example:8443/a@b', 'https://shop.example:8443/a@b'],
  ['authorization: Basic YW5uYTpzMw== x', 'authorization: Basic *** x'],
  ['{"token":["cut off', '{"token":***'],
  ['/a?b=%7B%22pass%22%3A%22s%203%22%7D', '/a?b=%7B%22pass%22%3A%22***%22%7D'],
  ['GET\t/a\tkey=abc\t200', 'GET\t/a\tkey=***\t200'],
  ['/a?reset-token=R&apiKey=A&x-api-key=X', '/a?reset-token=***&apiKey=***&x-api-key=***'],
  ['{"reset-token":"R","authToken":"A"}', '{"reset-token":"***","authToken":"***"}'],
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

test.each([
  ['password', '***'],
  ['user.Token.0', '***'],
  ['reset-token', '***'],
  ['apiKey', '***'],
  ['tokens', 'aB3'],
])('a field %s is shown as %s', (name, shown) => {
  expect(masker.field(name, 'aB3')).toBe(shown)
})

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
