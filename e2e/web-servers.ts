import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort, startApache } from './apache'

const programs = {
  '/usr/sbin/nginx': 'nginx-light',
  '/usr/bin/caddy': 'caddy',
  '/usr/sbin/logrotate': 'logrotate',
} as const
const absent = () => Object.entries(programs).filter(([program]) => !existsSync(program))

/** Installs Debian's nginx, Caddy and logrotate where they are missing. Why they cannot be used, or null when they can. */
export function serversMissing(): string | null {
  if (absent().length === 0) return null
  const names = absent().map(([, name]) => name)
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    return `needs Debian's packages ${names.join(', ')}, and only root may install them`
  // The packages would start services: nothing of the machine is to be served here.
  const policy = '/usr/sbin/policy-rc.d'
  const own = !existsSync(policy)
  if (own) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  for (const command of [['update'], ['install', '-y', '--no-install-recommends', ...names]])
    spawnSync('/usr/bin/apt-get', command, { stdio: ['ignore', 'ignore', 'inherit'] })
  if (own) spawnSync('rm', [policy])
  return absent().length === 0 ? null : `needs Debian's packages ${names.join(', ')}`
}

export interface WebServer {
  address: string
  log: string
  /** What logrotate runs after it has renamed the log, so that the server opens a new one; null when it cannot. */
  reopen: string | null
  stop(): Promise<void>
}

async function whenUp(address: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`)
    if (
      await fetch(`${address}/up`).then(
        () => true,
        () => false,
      )
    )
      return
    await sleep(50)
  }
  throw new Error(`${address} does not answer`)
}

async function run(command: string, args: string[], address: string, dir: string) {
  const child = spawn(command, args, {
    stdio: 'ignore',
    detached: true,
    env: { PATH: '/usr/sbin:/usr/bin:/bin', HOME: dir, NODE_ENV: 'test' },
  })
  const ended = new Promise<void>((done) => child.once('close', () => done()))
  await whenUp(address, child)
  return async () => {
    child.kill('SIGTERM')
    await ended
  }
}

async function nginx(dir: string): Promise<WebServer> {
  const address = `http://127.0.0.1:${await freePort()}`
  const log = join(dir, 'access.log')
  const pid = join(dir, 'nginx.pid')
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  writeFileSync(
    join(dir, 'nginx.conf'),
    `pid ${pid}; error_log ${dir}/error.log; worker_processes 1; events {}
     http { access_log ${log} combined; ${temporary.map((name) => `${name}_temp_path ${dir}/${name};`).join(' ')}
     server { listen ${address.slice(7)}; location / { return 200 "ok"; } } }`,
  )
  const stop = await run(
    '/usr/sbin/nginx',
    ['-c', join(dir, 'nginx.conf'), '-g', 'daemon off;'],
    address,
    dir,
  )
  return { address, log, reopen: `kill -USR1 $(cat ${pid}); sleep 0.3`, stop }
}

async function apache(dir: string): Promise<WebServer> {
  const logFormat = join(dir, 'log.conf')
  const log = join(dir, 'logs/access.log')
  writeFileSync(
    logFormat,
    `LogFormat "%h %l %u %t \\"%r\\" %>s %O \\"%{Referer}i\\" \\"%{User-Agent}i\\"" combined\nCustomLog ${log} combined\n`,
  )
  const { address, stop } = await startApache(dir, { logFormat })
  return { address, log, reopen: `kill -USR1 $(cat ${dir}/apache.pid); sleep 0.5`, stop }
}

async function caddy(dir: string): Promise<WebServer> {
  const address = `http://127.0.0.1:${await freePort()}`
  const log = join(dir, 'access.log')
  writeFileSync(
    join(dir, 'Caddyfile'),
    `{\n admin off\n}\n${address} {\n log {\n  output file ${log} {\n   roll_disabled\n  }\n  format json\n }\n respond "ok"\n}\n`,
  )
  const args = ['run', '--config', join(dir, 'Caddyfile'), '--adapter', 'caddyfile']
  return { address, log, reopen: null, stop: await run('/usr/bin/caddy', args, address, dir) }
}

const starters = { nginx, apache, caddy }
export type ServerName = keyof typeof starters

/** Runs a real web server that writes its log into a folder. */
export function startServer(name: ServerName, dir: string): Promise<WebServer> {
  mkdirSync(dir, { recursive: true })
  return starters[name](dir)
}
