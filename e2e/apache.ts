import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const packages = ['apache2-bin', 'libapache2-mod-php']
const program = '/usr/sbin/apache2'
const modules = '/usr/lib/apache2/modules'
const phpModule = () =>
  existsSync(modules)
    ? readdirSync(modules).find((name) => /^libphp[\d.]*\.so$/.test(name))
    : undefined
const there = () => existsSync(program) && phpModule() !== undefined
const isRoot = process.getuid?.() === 0

/**
 * Installs Debian's Apache and PHP where they are missing, without the package that makes a service
 * of it. Why they cannot be used, or null when they can.
 */
export function apacheMissing(): string | null {
  if (there()) return null
  if (!isRoot || !existsSync('/usr/bin/apt-get'))
    return `needs Debian's packages ${packages.join(' and ')}, and only root may install them`
  for (const command of [['update'], ['install', '-y', '--no-install-recommends', ...packages]])
    spawnSync('/usr/bin/apt-get', command, { stdio: ['ignore', 'ignore', 'inherit'] })
  return there()
    ? null
    : `needs Debian's packages ${packages.join(' and ')}, which apt-get could not install`
}

/** A port of loopback that was free a moment ago. */
export const freePort = () =>
  new Promise<number>((found, failed) => {
    const server = createServer().once('error', failed)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => found(typeof address === 'object' && address ? address.port : 0))
    })
  })

function configuration(dir: string, port: number, logFormat: string, more: string[]): string {
  const load = (name: string, file = `mod_${name}.so`) =>
    `LoadModule ${name}_module ${modules}/${file}`
  return [
    `ServerRoot ${dir}`,
    'ServerName cafe.example',
    `PidFile ${dir}/apache.pid`,
    `Mutex file:${dir}/logs default`,
    `Listen 127.0.0.1:${port}`,
    ...(isRoot ? ['User www-data', 'Group www-data'] : []),
    ...['mpm_prefork', 'authz_core', 'dir', 'env', 'remoteip'].map((name) => load(name)),
    load('php', phpModule()),
    // Processes that are not needed would be woken by requests of Apache's own, which it logs.
    'StartServers 6',
    'MaxSpareServers 100',
    'RemoteIPHeader X-Forwarded-For',
    'RemoteIPInternalProxy 127.0.0.1',
    `DocumentRoot ${dir}/www`,
    'DirectoryIndex index.php',
    `<Directory ${dir}/www>`,
    'Require all granted',
    '</Directory>',
    '<FilesMatch "\\.php$">',
    'SetHandler application/x-httpd-php',
    '</FilesMatch>',
    // As Debian's php.ini for production has it: a fatal error is a 500 and no text.
    'php_admin_flag display_errors off',
    'php_admin_flag log_errors on',
    `SetEnv CAFE_ORDERS ${dir}/orders/orders.jsonl`,
    `Define CAFEWATCH_LOGS ${dir}/logs`,
    `Include ${resolve(logFormat)}`,
    ...more,
    '',
  ].join('\n')
}

export interface Apache {
  address: string
  port: number
  /** Its access log. */
  log: string
  /** The folder of the café's pages that it serves. */
  cafe: string
  stop(): Promise<void>
}

async function answers(address: string, child: ChildProcess, output: () => string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (child.exitCode !== null) throw new Error(`Apache ended by itself: ${output()}`)
    const up = await fetch(address, { method: 'HEAD' }).then(
      () => true,
      () => false,
    )
    if (up) return
    await sleep(100)
  }
  throw new Error(`Apache does not answer: ${output()}`)
}

/** Runs an Apache of its own that serves the café from a folder, its clock in another zone than this machine. */
export async function startApache(
  dir: string,
  {
    logFormat = 'infra/apache/cafewatch.conf',
    zone = 'America/St_Johns',
    more = [] as string[],
  } = {},
): Promise<Apache> {
  for (const name of ['logs', 'www', 'orders']) mkdirSync(join(dir, name), { recursive: true })
  chmodSync(dir, 0o755)
  chmodSync(join(dir, 'orders'), 0o777)
  const cafe = join(dir, 'www/cafe')
  cpSync('e2e/cafe', cafe, { recursive: true })
  const port = await freePort()
  const file = join(dir, 'apache.conf')
  writeFileSync(file, configuration(dir, port, logFormat, more))
  const child = spawn(program, ['-D', 'FOREGROUND', '-f', file], {
    env: { PATH: '/usr/bin:/bin', TZ: zone, NODE_ENV: 'test' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // When it ends, Apache ends its whole process group: that must not be ours.
    detached: true,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  const ended = new Promise<void>((done) => child.once('close', () => done()))
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
  }
  const address = `http://127.0.0.1:${port}`
  try {
    await answers(address, child, () => output)
  } catch (problem) {
    child.kill('SIGKILL')
    throw problem
  }
  return { address, port, log: join(dir, 'logs/cafewatch_access.log'), cafe, stop }
}
