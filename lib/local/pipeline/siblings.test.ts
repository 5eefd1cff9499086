import { expect, test } from 'vitest'
import { isOf, siblingsOf } from './siblings'

test.each([
  ['numbered', 'access.log.1 access.log.12 access.log.2.gz access.log.3.zst access.log.old'],
  [
    'dated',
    'access.log-20261126 access.log-20261126.gz access.log.2026-11-26 access-2026-11-26.log',
  ],
  ['dated to the second', 'access.log-2026112609-1764147600 access.log.1764147600'],
  ['numbered before the ending', 'access.1.log access-20261126.log.xz'],
])('rotation leaves such names: %s', (_name, names) => {
  const paths = names.split(' ').map((name) => `/var/log/${name}`)
  expect(siblingsOf('/var/log/access.log', names.split(' '))).toEqual(paths)
  expect(paths.filter(isOf('/var/log/access.log'))).toEqual(paths)
})

test('other files are none', () => {
  const names = 'access.log access.log.bak access_2.log.txt other.log.1 accessXlog.1 access.log1 .1'
  expect(siblingsOf('/var/log/access.log', names.split(' '))).toEqual([])
  expect(isOf('/var/log/access.log')('/var/log/access.log')).toBe(true)
  expect(isOf('/var/log/access.log')('/var/log/old/access.log.1')).toBe(false)
})

test('a name without an ending, and one with characters that mean something elsewhere', () => {
  expect(siblingsOf('/l/access_log', ['access_log.1', 'access_log-20261126'])).toHaveLength(2)
  expect(siblingsOf('/l/a(b)+.log', ['a(b)+.log.1', 'ab.log.1'])).toEqual(['/l/a(b)+.log.1'])
})
