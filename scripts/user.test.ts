import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openAudit } from '@/lib/access/audit'
import { password } from '@/lib/access/testdata/access-in'
import { openUsers } from '@/lib/access/users'

function newFolder() {
  const dataDir = mkdtempSync(join(tmpdir(), 'user-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  return dataDir
}

const command = `"${process.execPath}" --import tsx scripts/user.ts`
const envOf = (dataDir: string): NodeJS.ProcessEnv => ({
  NODE_ENV: 'test',
  PATH: '/usr/bin:/bin',
  DATA_DIR: dataDir,
  NODE_NO_WARNINGS: '1',
})

/** The command as people run it, after something else in its shell. */
function user(dataDir: string, line: string, { input = '', before = ':' } = {}) {
  const options = { encoding: 'utf8', input, env: envOf(dataDir) } as const
  const { status, stdout, stderr } = spawnSync(
    'sh',
    ['-c', `${before}; exec ${command} ${line}`],
    options,
  )
  return { status, out: stdout + stderr }
}

test('a user is added, has another role and another password, and is removed', () => {
  const dataDir = newFolder()
  const stories: [string, string, number, RegExp][] = [
    ['add anna --role admin', `${password}\n`, 0, /^anna may sign in as admin\.\n$/],
    ['add anna --role viewer', `${password}\n`, 1, /^There is a user "anna" already\.\n$/],
    ['add ben --role owner', `${password}\n`, 2, /--role is "owner", but must be viewer/],
    ['add ben --role viewer', 'short\n', 1, /^A password needs at least 10 characters\.\n$/],
    ['add ben --role viewer', '', 1, /^Give the password on standard input\.\n$/],
    ['add -- -x --role viewer', `${password}\n`, 2, /Say what to do, and one name\./],
    ['role anna --role viewer', '', 0, /^anna is viewer from now on\.\n$/],
    ['passwd anna', `${password} 2\n`, 0, /^The password of anna is changed; all of anna's/],
    ['passwd ben', `${password}\n`, 1, /^There is no user "ben"\.\n$/],
    ['list', '', 0, /^anna\tviewer\n$/],
    ['rename anna', '', 2, /"rename" is no command\./],
    ['remove anna', '', 0, /There is no user any more: this machine is asked for no password\.\n$/],
  ]
  for (const [line, input, status, said] of stories) {
    const found = user(dataDir, line, { input })
    expect(found.out, line).toMatch(said)
    expect(found.status, line).toBe(status)
  }
  const noted = openAudit(dataDir).newest(9)
  expect(noted.map(({ what, of }) => `${what}: ${of}`)).toEqual([
    'user removed: anna',
    'password changed: anna',
    'role changed to viewer: anna',
    'user added as admin: anna',
  ])
})

test('what cannot be written into the audit log is not done', async () => {
  const dataDir = newFolder()
  await openUsers(dataDir).add('anna', 'admin', password)
  mkdirSync(join(dataDir, 'access/audit.jsonl'))
  const before = readFileSync(join(dataDir, 'access/users.json'), 'utf8')
  for (const line of [
    'add ben --role viewer',
    'role anna --role viewer',
    'passwd anna',
    'remove anna',
  ])
    expect(user(dataDir, line, { input: `${password}\n` }), line).toMatchObject({
      status: 1,
      out: expect.stringMatching(/audit\.jsonl" cannot be written: it is a folder, not a file\./),
    })
  expect(readFileSync(join(dataDir, 'access/users.json'), 'utf8')).toBe(before)
})

// A file of no length may be made, and nothing written: as on a disk that is full.
const nothingFits = `trap '' XFSZ; ulimit -f 0`

test.each<[string, (folder: string) => void, { before?: string }, RegExp]>([
  [
    'no room',
    () => {},
    { before: nothingFits },
    /audit\.room" cannot be written: this process may not write files that large: raise the limit \(ulimit -f\)\.\n$/,
  ],
  [
    'a folder in place of the file',
    (folder) => mkdirSync(join(folder, 'users.json'), { recursive: true }),
    {},
    /users\.json" cannot be read: it is a folder, not a file\. Move it away\.\n$/,
  ],
  [
    'a file in place of the folder',
    (folder) => writeFileSync(folder, ''),
    {},
    /access" cannot be written: a file of that name is there already\.\n$/,
  ],
  [
    'a file that is cut short',
    (folder) => {
      mkdirSync(folder)
      writeFileSync(join(folder, 'users.json'), '{"users"')
    },
    {},
    /users\.json" is not as CafeWatch wrote it\. Put it back from a backup, or delete it/,
  ],
])('with %s, nobody is added, and it says why', (_, damage, given, said) => {
  const dataDir = newFolder()
  damage(join(dataDir, 'access'))
  const found = user(dataDir, 'add anna --role admin', { ...given, input: `${password}\n` })
  expect(found.out).toMatch(said)
  expect(found.out.trim().split('\n')).toHaveLength(1)
  expect(found.status).toBe(1)
})

test('without room, a password stays what it was', async () => {
  const dataDir = newFolder()
  await openUsers(dataDir).add('anna', 'admin', password)
  const file = join(dataDir, 'access/users.json')
  const before = readFileSync(file, 'utf8')
  const found = user(dataDir, 'passwd anna', { input: `${password} 2\n`, before: nothingFits })
  expect(found).toMatchObject({ status: 1, out: expect.stringContaining('cannot be written') })
  expect(readFileSync(file, 'utf8')).toBe(before)
})

/** What a terminal shows: `keys` are typed there as soon as the password is asked for. */
function inTerminal(line: string, keys: string, dataDir: string): Promise<string> {
  const shell = spawn('script', ['-qec', line, '/dev/null'], { env: envOf(dataDir) })
  let shown = ''
  return new Promise((resolve, reject) => {
    shell.stdout.setEncoding('utf8').on('data', (part: string) => {
      const wasAsked = shown.includes('Password: ')
      shown += part
      if (!wasAsked && shown.includes('Password: ')) shell.stdin.write(keys)
    })
    shell.on('error', reject)
    shell.on('close', () => resolve(shown))
  })
}

test('a terminal shows what is typed again after Ctrl-C at the password, and nobody is added', async () => {
  const dataDir = newFolder()
  const line = `trap : INT; ${command} add anna --role admin; echo "ended $?"; stty -a`
  const shown = await inTerminal(line, 'abc\u0003', dataDir)
  expect(shown).toMatch(/Password: [\s\S]*ended 130/)
  expect(shown).not.toContain('abc')
  expect(shown).toMatch(/[\s;]echo[\s;]/)
  expect(openUsers(dataDir).all()).toEqual([])
})
