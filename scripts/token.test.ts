import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { openAudit } from '@/lib/access/audit'
import { openTokens } from '@/lib/access/tokens'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'token-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
})

/** The command as people run it, after something else in its shell. */
function token(line: string, before = ':') {
  const { status, stdout, stderr } = spawnSync(
    'sh',
    ['-c', `${before}; exec "${process.execPath}" --import tsx scripts/token.ts ${line}`],
    {
      encoding: 'utf8',
      env: { NODE_ENV: 'test', PATH: '/usr/bin:/bin', DATA_DIR: dataDir, NODE_NO_WARNINGS: '1' },
    },
  )
  return { status, stdout, stderr }
}

test('a token is shown once, listed without its text, and removed', () => {
  const added = token('add grafana --role viewer')
  expect(added).toMatchObject({ status: 0, stderr: expect.stringMatching(/^This is shown once\./) })
  const text = added.stdout.trim()
  expect(openTokens(dataDir).find(text)).toMatchObject({ name: 'grafana', role: 'viewer' })
  const stories: [string, number, RegExp][] = [
    ['add grafana --role admin', 1, /^There is a token "grafana" already\.\n$/],
    ['add ci --role all', 2, /^--role is "all", but must be viewer, operator or admin\./],
    ['add a/b --role viewer', 1, /^A name is 1 to 64 letters/],
    ['list', 0, /^grafana\tviewer\t\d{4}-\d\d-\d\dT\S+\n$/],
    ['remove ci', 1, /^There is no token "ci"\.\n$/],
    ['show grafana', 2, /^"show" is no command\./],
    ['remove grafana', 0, /^grafana is removed, and is not answered any more\.\n$/],
  ]
  for (const [line, status, said] of stories) {
    const found = token(line)
    expect(found.stdout + found.stderr, line).toMatch(said)
    expect(found.status, line).toBe(status)
  }
  expect(openTokens(dataDir).find(text)).toBeNull()
  expect(openAudit(dataDir).newest(9)).toMatchObject([
    { what: 'token removed', of: 'grafana' },
    { what: 'token added as viewer', of: 'grafana' },
  ])
})

test.each([
  [
    'no room',
    `trap '' XFSZ; ulimit -f 0`,
    /audit\.room" cannot be written: this process may not write files that large: raise the limit \(ulimit -f\)\.\n$/,
  ],
  [
    'a folder in place of the file',
    'mkdir -p "$DATA_DIR/access/tokens.json"',
    /tokens\.json" cannot be read: it is a folder, not a file\. Move it away\.\n$/,
  ],
])('with %s, none is added, and it says why', (_, before, said) => {
  const found = token('add grafana --role viewer', before)
  expect(found).toMatchObject({ status: 1, stdout: '', stderr: expect.stringMatching(said) })
})

test('a token that cannot be written into the audit log is not added', () => {
  mkdirSync(join(dataDir, 'access/audit.jsonl'), { recursive: true })
  const found = token('add grafana --role viewer')
  expect(found).toMatchObject({
    status: 1,
    stdout: '',
    stderr: expect.stringMatching(/audit\.jsonl" cannot be written: it is a folder, not a file\./),
  })
  expect(openTokens(dataDir).all()).toEqual([])
})
