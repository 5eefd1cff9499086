import { afterEach, expect, test } from 'vitest'
import { setBasePath } from '@/lib/base-path'
import { ownPath } from './forms'

afterEach(() => setBasePath(''))

test.each([
  [null, '/'],
  ['/errors?range=24h', '/errors?range=24h'],
  ['/watch/errors', '/watch/errors'],
  ['errors', '/'],
  ['//elsewhere.example/', '/'],
  ['/.//elsewhere.example/', '/'],
  ['/\\elsewhere.example/', '/'],
  ['https://elsewhere.example/', '/'],
  ['/sign-out', '/'],
  ['/sign-out?x=1', '/'],
])('after the sign-in, next=%s leads to %s', (next, path) => {
  expect(ownPath(next)).toBe(path)
})

test.each([
  ['/errors?range=24h', '/errors?range=24h'],
  ['/watch/errors?range=24h', '/errors?range=24h'],
  ['/watch', '/'],
  ['/watchers', '/watchers'],
  ['/watch//elsewhere.example/', '/watch//elsewhere.example/'],
  ['/watch/sign-out', '/'],
])('under /watch, next=%s leads to %s', (next, path) => {
  setBasePath('/watch')
  expect(ownPath(next)).toBe(path)
})
