import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { findLogs } from './usual-logs'

const dir = mkdtempSync(join(tmpdir(), 'usual-logs-'))
afterAll(() => rmSync(dir, { recursive: true }))

const nginx = join(dir, 'nginx/*access.log')
const caddy = join(dir, 'caddy/*.log')
const usual = [join(dir, 'apache2/*access.log'), nginx, caddy]
mkdirSync(join(dir, 'nginx'))
mkdirSync(join(dir, 'caddy'))

test('empty folders alone are followed, to wait for a log', () => {
  expect(findLogs(usual)).toEqual([nginx, caddy])
})

test('beside a folder that has something in it, whatever it is, an empty one is no log', () => {
  writeFileSync(join(dir, 'nginx/error.log'), '')
  expect(findLogs(usual)).toEqual([nginx])
})

test('what cannot be listed is followed, so that reading says why', () => {
  writeFileSync(join(dir, 'apache2'), '')
  expect(findLogs(usual)).toEqual([usual[0], nginx])
})

test('without any web server the start says what to do', () => {
  expect(() => findLogs([join(dir, 'httpd/*access_log')])).toThrow(
    /no web server's log folder here \(.*httpd\)\. Name the log instead: ACCESS_LOG=/,
  )
})
