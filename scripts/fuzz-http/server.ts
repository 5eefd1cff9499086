import { type ChildProcess, spawn } from 'node:child_process'
import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { openTokens } from '@/lib/access/tokens'
import { openUsers } from '@/lib/access/users'
import { freePort } from '../free-port'
import type { Tokens } from './hostile-request'
import { everyForm, hourOfLines, plantedLines } from './planted-log'

const password = 'a password that is planted'
const addEachMs = 250
// More would make each question slower the longer a run goes on.
const addedAtOnce = 1

/** A server with users of every role, over a log of planted addresses and secrets that goes on. */
export interface PlantedServer {
  port: number
  tokens: Tokens
  /** What is the server's own and nobody's to see. */
  secrets: readonly string[]
  /** What it wrote last. */
  said(): string
  hasEnded(): boolean
  end(): void
}

function hashesIn(dataDir: string): string[] {
  const { users } = JSON.parse(readFileSync(join(dataDir, 'access/users.json'), 'utf8')) as {
    users: { passwordHash: string }[]
  }
  return users.map(({ passwordHash }) => passwordHash)
}

async function started(server: ChildProcess, said: () => string): Promise<void> {
  while (!said().includes('CafeWatch is at')) {
    if (server.exitCode !== null) throw new Error(`The server did not start: ${said()}`)
    await wait(100)
  }
}

export async function startPlanted(): Promise<PlantedServer> {
  const dir = mkdtempSync(join(tmpdir(), 'fuzz-http-'))
  const [dataDir, log, site] = [join(dir, 'data'), join(dir, 'access_log'), join(dir, 'site.json')]
  writeFileSync(log, hourOfLines(Date.now()))
  // Admins may save another.
  copyFileSync('e2e/site.json', site)
  await openUsers(dataDir).add('anna', 'admin', password)
  const access = openTokens(dataDir)
  const tokens = {
    viewer: await access.add('viewer', 'viewer'),
    operator: await access.add('operator', 'operator'),
    admin: await access.add('admin', 'admin'),
  }
  const port = await freePort()
  let said = ''
  const server = spawn(process.execPath, ['scripts/start.js'], {
    env: {
      ...process.env,
      PORT: String(port),
      DATA_DIR: dataDir,
      ACCESS_LOG: log,
      SITE_FILE: site,
    },
  })
  for (const stream of [server.stdout, server.stderr])
    stream?.on('data', (part: Buffer) => {
      said = (said + part.toString()).slice(-20_000)
    })
  const hasEnded = () => server.exitCode !== null || server.signalCode !== null
  let at = everyForm
  const adding = setInterval(() => {
    appendFileSync(
      log,
      plantedLines(at, addedAtOnce, () => Date.now()),
    )
    at += addedAtOnce
  }, addEachMs)
  const end = () => {
    clearInterval(adding)
    server.kill('SIGKILL')
    rmSync(dir, { recursive: true, force: true })
  }
  try {
    await started(server, () => said)
  } catch (error) {
    end()
    throw error
  }
  const { recipients } = JSON.parse(readFileSync(site, 'utf8')) as {
    recipients: { secret?: string }[]
  }
  const secrets = [
    password,
    ...Object.values(tokens),
    ...hashesIn(dataDir),
    ...recipients.flatMap(({ secret }) => secret ?? []),
  ]
  return { port, tokens, secrets, said: () => said, hasEnded, end }
}
