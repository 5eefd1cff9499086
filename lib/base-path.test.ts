import { afterEach, expect, test } from 'vitest'
import { basePath, setBasePath, withBase, withoutBase } from './base-path'

afterEach(() => setBasePath(''))

test('a path of ours begins with the base path, which is none by itself', () => {
  expect(withBase('/alarms')).toBe('/alarms')
  setBasePath('/watch')
  expect(basePath()).toBe('/watch')
  expect(withBase('/alarms?range=1h')).toBe('/watch/alarms?range=1h')
})

test.each([
  ['/watch', '/'],
  ['/watch/', '/'],
  ['/watch?range=1h', '/?range=1h'],
  ['/watch/alarms/500-Errors?a=//b', '/alarms/500-Errors?a=//b'],
  ['/watch/watch', '/watch'],
  ['/watch/?range=1h', '/?range=1h'],
  ['/watch/alarms/', '/alarms'],
  ['/watch/sign-in/callback/?code=a/&state=b/', '/sign-in/callback?code=a/&state=b/'],
  ['/watch/a%2Fb', '/a%2Fb'],
  ['/', null],
  ['/watches', null],
  ['/Watch/', null],
  ['/alarms', null],
  ['/alarms?next=/watch/', null],
  ['/watch//evil.example/', null],
  ['/watch/\\evil.example/', null],
  ['//watch/', null],
])('below /watch, %s is %s', (url, inner) => {
  expect(withoutBase(url, '/watch')).toBe(inner)
})

test('without a base path an address stays as it is', () => {
  for (const url of ['/', '/alarms?a=1', '//evil.example/']) expect(withoutBase(url, '')).toBe(url)
})
