import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { freePort } from '../free-port'
import { folderBytes } from './size'

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }

let dir: string
let app: string
let running: ChildProcess | null = null

// Elsewhere than the sources: nothing of theirs is found from there.
beforeAll(() => {
  execFileSync(process.execPath, ['--import', 'tsx', 'scripts/package.ts', '--unpacked'])
  dir = mkdtempSync(join(tmpdir(), 'package-'))
  app = join(dir, 'app')
  const made = join('dist', `cafewatch-${version}-linux-${process.arch}`)
  cpSync(made, app, { recursive: true, verbatimSymlinks: true })
}, 600_000)
afterEach(() => {
  running?.kill('SIGKILL')
  running = null
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** Settings and nothing else of this process, beside where Node is. */
const surroundings = (settings: Record<string, string>) =>
  ({
    PATH: `${join(process.execPath, '..')}:/usr/bin:/bin`,
    ...settings,
  }) as unknown as NodeJS.ProcessEnv

const line = (n: number) =>
  `8.8.8.8 - - [20/Nov/2026:11:00:00 +0000] "GET /menu/${n} HTTP/1.1" 200 5 "-" "Mozilla/5.0"\n`

async function start(settings: Record<string, string>): Promise<string> {
  const port = await freePort()
  const child = spawn(process.execPath, [join(app, 'server.js')], {
    cwd: dir,
    env: surroundings({ PORT: String(port), ...settings }),
  })
  running = child
  let said = ''
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`It ended with code ${code}:\n${said}`)))
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => {
        said += text
        if (said.includes('CafeWatch is at')) resolve()
      })
  })
  expect(said).not.toMatch(/warning/i)
  return `http://127.0.0.1:${port}`
}

test('it is small enough, and has neither a compiler nor sources', () => {
  expect(folderBytes(app)).toBeLessThan(300e6)
  for (const name of ['tsx', 'esbuild', 'typescript', '@next/swc-linux-x64-gnu', 'sharp'])
    expect(existsSync(join(app, 'node_modules', name))).toBe(false)
})

test('its links lead to what is in it', () => {
  const links = readdirSync(app, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isSymbolicLink())
    .map(({ parentPath, name }) => resolve(parentPath, readlinkSync(join(parentPath, name))))
    .map((target) => relative(app, target))
  expect(links.length).toBeGreaterThan(0)
  for (const link of links) {
    expect(link).not.toMatch(/^\.\./)
    expect(existsSync(join(app, link))).toBe(true)
  }
})

test('no file of it names the folder in which it was made', () => {
  const naming = ['.next', 'program'].flatMap((part) =>
    readdirSync(join(app, part), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .filter((path) => readFileSync(path).includes(process.cwd())),
  )
  expect(naming).toEqual([])
})

test('started alone it serves pages, reads a log in its thread, is backed up, and ends', async () => {
  const log = join(dir, 'access.log')
  writeFileSync(log, Array.from({ length: 40 }, (_, n) => line(n)).join(''))
  const settings = { ACCESS_LOG: log, DATA_DIR: join(dir, 'data') }
  const address = await start(settings)
  const page = await (await fetch(`${address}/`)).text()
  expect(page).toContain('data-installed="true"')
  expect(page).toContain('CafeWatch')
  const script = /src="(\/_next\/static\/[^"]+\.js)"/.exec(page)?.[1]
  expect((await fetch(address + script)).status).toBe(200)
  await expect
    .poll(async () => (await (await fetch(`${address}/api/health`)).json()).totals?.requests, {
      timeout: 30_000,
    })
    .toBe(40)
  const period = 'range=custom&from=2026-11-20T00:00:00Z&to=2026-11-20T23:59:00Z'
  const { rows } = await (
    await fetch(`${address}/api/queries/requests-by-country?${period}`)
  ).json()
  // The places came along.
  expect(JSON.stringify(rows)).toContain('US')
  const backup = spawnSync(join(app, 'bin', 'cafewatch'), ['backup', join(dir, 'b.tar.gz')], {
    encoding: 'utf8',
    env: surroundings(settings),
  })
  expect(backup).toMatchObject({ status: 0, stderr: '' })
  const ended = once(running as ChildProcess, 'exit')
  running?.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
})

test('it serves its pages under a path too, and leaves its own folder as it is', async () => {
  const before = folderBytes(app)
  execFileSync('chmod', ['-R', 'a-w', app])
  const settings = {
    BASE_PATH: '/watch',
    DATA_DIR: join(dir, 'under'),
    ACCESS_LOG: join(dir, 'no'),
  }
  const address = await start(settings)
  const page = await (await fetch(`${address}/watch/sign-in`)).text()
  const scripts = [...page.matchAll(/src="([^"]+\.js)"/g)].map(([, path = '']) => path)
  expect(scripts.length).toBeGreaterThan(3)
  for (const script of scripts) {
    expect(script).toMatch(/^\/watch\/_next\//)
    expect((await fetch(address + script)).status).toBe(200)
  }
  expect((await fetch(`${address}/sign-in`)).status).toBe(404)
  expect(folderBytes(app)).toBe(before)
  execFileSync('chmod', ['-R', 'u+w', app])
})

test('its command runs what npm runs, through a link from another folder', () => {
  const log = join(dir, 'other.log')
  writeFileSync(log, line(1))
  mkdirSync(join(dir, 'links'), { recursive: true })
  execFileSync('ln', ['-sf', join(app, 'bin', 'cafewatch'), join(dir, 'links', 'cafewatch')])
  const run = (...args: string[]) =>
    spawnSync(join(dir, 'links', 'cafewatch'), args, {
      cwd: dir,
      encoding: 'utf8',
      env: surroundings({ DATA_DIR: join(dir, 'none') }),
    })
  expect(run('check-log', 'other.log')).toMatchObject({ status: 0, stderr: '' })
  expect(run('help').stdout).toContain('check-log')
  expect(run('user', '--help').stdout).toContain('cafewatch user add NAME')
  expect(run('nothing')).toMatchObject({ status: 2, stdout: '' })
})

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0

test.skipIf(!hasSystemd)('systemd takes the unit as it stands, and finds little exposed', () => {
  const root = join(dir, 'root')
  for (const folder of ['etc/systemd/system', 'opt/cafewatch/bin'])
    mkdirSync(join(root, folder), { recursive: true })
  cpSync('packaging/cafewatch.service', join(root, 'etc/systemd/system/cafewatch.service'))
  cpSync(join(app, 'bin', 'cafewatch'), join(root, 'opt/cafewatch/bin/cafewatch'))
  const unit = readFileSync('packaging/cafewatch.service', 'utf8')
  const file = join(root, 'cafewatch.service')
  // It checks that the program is there, which no test installs.
  writeFileSync(file, unit.replaceAll('/opt/cafewatch', app))
  const verified = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' })
  expect(
    verified.stderr
      .split('\n')
      .filter((text) => text.includes(file) || /cafewatch\.service:\d/.test(text)),
  ).toEqual([])
  expect(verified.status).toBe(0)
  const exposed = spawnSync(
    'systemd-analyze',
    ['security', '--offline=true', '--threshold=20', '--no-pager', file],
    { encoding: 'utf8' },
  )
  expect(exposed.stdout + exposed.stderr).toMatch(/Overall exposure level/)
  expect(exposed.status).toBe(0)
})
