import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { findLogs } from './usual-logs'

const dir = mkdtempSync(join(tmpdir(), 'usual-logs-'))
afterAll(() => rmSync(dir, { recursive: true }))

test('those whose folder exists are followed, whatever is in it', () => {
  mkdirSync(join(dir, 'nginx'))
  const nginx = join(dir, 'nginx/*access.log')
  expect(findLogs([join(dir, 'apache2/*access.log'), nginx])).toEqual([nginx])
})

test('without any web server the start says what to do', () => {
  expect(() => findLogs([join(dir, 'httpd/*access_log')])).toThrow(
    /no web server's log folder here \(.*httpd\)\. Name the log instead: ACCESS_LOG=/,
  )
})
