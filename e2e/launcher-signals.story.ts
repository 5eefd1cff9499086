import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { freePort } from './apache'

let dir: string
let npm: ChildProcess | null = null
test.beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'launcher-signals-'))
})
test.afterEach(() => {
  for (const { pid } of family()) process.kill(pid, 'SIGKILL')
  npm = null
  rmSync(dir, { recursive: true, force: true })
})

interface Process {
  pid: number
  parent: number
  args: string
}
function processes(): Process[] {
  const listed = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
  return listed.split('\n').flatMap((line) => {
    const [, pid, parent, args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), args }]
  })
}

let known = new Set<number>()
/** What `npm start` has started, itself included, also when its parent is gone. */
function family(): Process[] {
  const all = processes()
  if (npm?.pid !== undefined) known.add(npm.pid)
  for (let size = -1; size !== known.size; ) {
    size = known.size
    for (const { pid, parent } of all) if (known.has(parent)) known.add(pid)
  }
  return all.filter(({ pid, args }) => known.has(pid) && !args.includes('<defunct>'))
}

/** Starts the simulated café as people do. */
async function start() {
  known = new Set()
  const port = await freePort()
  npm = spawn('npm', ['start'], {
    env: { ...process.env, PORT: `${port}`, DATA_DIR: dir },
    detached: true,
  })
  let said = ''
  for (const stream of [npm.stdout, npm.stderr])
    stream?.on('data', (part: Buffer) => {
      said += part.toString()
    })
  await expect.poll(() => said, { timeout: 120_000 }).toContain('CafeWatch is at')
  const server = family().find(({ args }) => /^\S*node\S* .*scripts\/start\.js/.test(args))
  const writer = family().find(({ args }) => args.includes('demo-cafe'))
  if (!server || !writer || npm.pid === undefined) throw new Error('not all is running')
  return { npm: npm.pid, server: server.pid }
}

for (const to of ['npm', 'server', 'all'] as const)
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    test(`${signal} to ${to}: within 10 seconds nothing of it runs`, async () => {
      test.setTimeout(180_000)
      const pids = await start()
      process.kill(to === 'all' ? -pids.npm : pids[to], signal)
      await expect
        .poll(() => family().map(({ args }) => args), { timeout: 10_000, intervals: [100] })
        .toEqual([])
    })
