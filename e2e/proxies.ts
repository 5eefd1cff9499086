import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer } from './launched'

export const host = 'watch.example'
/** A host whose pages are a shop's. */
export const shopHost = 'shop.example'

/** The recipe of docs/access.md for a host, as people copy it. */
function recipe(language: string, name: string): string {
  const text = readFileSync('docs/access.md', 'utf8')
  const recipes = [...text.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))]
  const found = recipes.map(([, lines = '']) => lines).find((lines) => lines.includes(name))
  if (!found) throw new Error(`docs/access.md has no recipe for ${language} and ${name}`)
  return found
}

interface Place {
  dir: string
  port: number
  /** Where CafeWatch listens. */
  ours: number
  /** The host whose recipe it is, and the path under which CafeWatch is there. */
  name?: string
  base?: string
}

/** The recipe with the ports and files of a test. */
const placed = (language: string, { dir, port, ours, name = host }: Place) =>
  recipe(language, name)
    .replaceAll('127.0.0.1:3000', `127.0.0.1:${ours}`)
    .replaceAll(`/etc/ssl/${name}`, join(dir, 'tls'))
    .replace('listen 443', `listen 127.0.0.1:${port}`)
    .replace('*:443', `127.0.0.1:${port}`)

/** A line of the log, written a while ago. */
export function line(path: string, agoMs = 0): string {
  const time = new Date(Date.now() - agoMs).toUTCString()
  const stamp = time.replace(/^\w+, (\d+) (\w+) (\d+) ([\d:]+) GMT$/, '$1/$2/$3:$4 +0000')
  return `203.0.113.7 - - [${stamp}] "GET ${path} HTTP/1.1" 200 12 "-" "Mozilla/5.0"\n`
}

/** Makes a certificate for the host. */
export function makeCertificate(dir: string): { cert: string; key: string } {
  const [cert, key] = [join(dir, 'tls.pem'), join(dir, 'tls.key')]
  const made = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${host}`],
    ...['-addext', `subjectAltName=DNS:${host},DNS:${shopHost}`, '-keyout', key, '-out', cert],
  ])
  if (made.status !== 0) throw new Error(`openssl: ${made.stderr}`)
  return { cert, key }
}

const modules = '/usr/lib/apache2/modules'

const commands = {
  nginx(place: Place) {
    const { dir } = place
    const path = join(dir, 'nginx.conf')
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    writeFileSync(
      path,
      `pid ${dir}/nginx.pid; error_log ${dir}/error.log; worker_processes 1; events {}
       http { access_log off; ${temporary.map((name) => `${name}_temp_path ${dir}/${name};`).join(' ')}
       ${placed('nginx', place)} }`,
    )
    return ['/usr/sbin/nginx', '-c', path, '-g', 'daemon off;']
  },
  caddy(place: Place) {
    const { dir, port, name = host } = place
    const path = join(dir, 'Caddyfile')
    // The certificate is ours: nobody can fetch one for a host of documentation.
    const site = placed('caddy', place).replace(
      `${name} {`,
      `https://${name}:${port} {\n    tls ${dir}/tls.pem ${dir}/tls.key`,
    )
    writeFileSync(path, `{\n    admin off\n    auto_https disable_redirects\n}\n${site}`)
    return ['/usr/bin/caddy', 'run', '--config', path, '--adapter', 'caddyfile']
  },
  apache(place: Place) {
    const { dir, port } = place
    const path = join(dir, 'apache.conf')
    mkdirSync(join(dir, 'logs'), { recursive: true })
    const names = [
      'mpm_event',
      'authz_core',
      'ssl',
      'proxy',
      'proxy_http',
      'headers',
      'socache_shmcb',
    ]
    const lines = [
      `ServerRoot ${dir}`,
      `PidFile ${dir}/apache.pid`,
      `Mutex file:${dir}/logs default`,
      `ErrorLog ${dir}/error.log`,
      `Listen 127.0.0.1:${port}`,
      ...names.map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`),
      placed('apache', place),
    ]
    writeFileSync(path, lines.join('\n'))
    return ['/usr/sbin/apache2', '-f', path, '-D', 'FOREGROUND']
  },
}

export type ProxyName = keyof typeof commands
export const proxyNames = Object.keys(commands) as ProxyName[]

interface Asked {
  method?: string
  headers?: Record<string, string>
  body?: string
  /** Which host is asked. */
  name?: string
}

/** A request over TLS to a port of this machine, for the host. A stream is left after its first bytes. */
export const askOver = (
  port: number,
  path: string,
  { method = 'GET', headers = {}, body, name = host }: Asked = {},
) =>
  new Promise<Answer>((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      path,
      method,
      headers: { host: `${name}:${port}`, ...headers },
      servername: name,
      rejectUnauthorized: false,
    }
    const sent = request(options, (response) => {
      let text = ''
      const answered = () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
        if (!response.headers['content-type']?.includes('event-stream')) return
        answered()
        response.destroy()
      })
      response.on('end', answered)
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })

/** Runs a web server of Debian's with the recipe of the docs in front of CafeWatch. */
export async function startProxy(proxy: ProxyName, place: Place): Promise<ChildProcess> {
  makeCertificate(place.dir)
  const { name = host, base = '' } = place
  const [program = '', ...args] = commands[proxy](place)
  const child = spawn(program, args, {
    stdio: 'ignore',
    env: { PATH: '/usr/sbin:/usr/bin:/bin', HOME: place.dir, NODE_ENV: 'test' },
  })
  for (let tries = 0; tries < 200; tries += 1) {
    if (child.exitCode !== null) throw new Error(`${proxy} ended with ${child.exitCode}`)
    if (
      await askOver(place.port, `${base}/sign-in`, { name }).then(
        ({ status }) => status === 200,
        () => false,
      )
    )
      return child
    await sleep(100)
  }
  throw new Error(`${proxy} does not answer`)
}
