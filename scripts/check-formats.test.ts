import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { checkFormats } from './check-formats'

const dir = mkdtempSync(join(tmpdir(), 'check-formats-'))
afterAll(() => rmSync(dir, { recursive: true }))
const at = (name: string) => join(dir, name)

test('the start says how a declared format fits each file, and nothing of the others', async () => {
  writeFileSync(at('a.log'), '203.0.113.7|[26/Nov/2026:09:00:00 +0000]|GET / HTTP/1.1|200\nelse\n')
  writeFileSync(at('b.log.gz'), gzipSync('else\n'))
  writeFileSync(at('empty.log'), '')
  writeFileSync(at('c.txt'), 'else\n')
  const said: string[] = []
  const format = '%h|%t|%r|%>s'
  const byPath = [[at('*.log*'), format]] as const
  await checkFormats([at('*'), at('missing.log')], { all: null, byPath }, (text) => said.push(text))
  expect(said.sort()).toEqual([
    `${at('a.log')}: LOG_FORMAT fits 1 of the first 2 lines. In the first: %h = 203.0.113.0/24, %t = [26/Nov/2026:09:00:00 +0000], %r = GET / HTTP/1.1, %>s = 200.`,
    `${at('b.log.gz')}: LOG_FORMAT fits none of the first 1 lines. In the first: %h = else; then "|" was expected.`,
  ])
})
