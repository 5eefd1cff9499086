import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { minuteMs } from '@/lib/time'
import { freePort, startApache } from './apache'
import { type Country, homes, visit } from './visitors'

export const countries = Object.keys(homes) as Country[]

/** Runs a program until it prints that it listens. */
async function run(program: string[], settings: Record<string, string>): Promise<ChildProcess> {
  const child = spawn(process.execPath, program, {
    env: { ...process.env, ...settings },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  const outcome = () => (child.exitCode === null ? output : `It ended by itself. ${output}`)
  await expect.poll(outcome, { timeout: 60_000 }).toMatch(/ (is|are) at http|^It ended/)
  if (child.exitCode !== null) throw new Error(`${program.join(' ')}: ${outcome()}`)
  return child
}

/** What a webhook receives for one state change. */
export interface Posted {
  id: string
  text: string
  link: string
  message: { AlarmName: string; NewStateValue: string; OldStateValue: string }
}

/** A server that receives messages, and the recipient of a site file for it. */
async function openHook() {
  const posted: Posted[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    posted.push(JSON.parse(body))
    response.end()
  })
  await new Promise<void>((open) => server.listen(0, '127.0.0.1', open))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return {
    posted,
    recipient: { name: 'hook', kind: 'webhook', url, private: true },
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** A café on an Apache of its own, and the dashboard that watches its log, both on ports of their own. */
export async function openWatchedCafe() {
  const dir = mkdtempSync(join(tmpdir(), 'launcher-apache-'))
  const apache = await startApache(dir)
  const beganMs = Date.now()
  const port = await freePort()
  const address = `http://127.0.0.1:${port}`
  const hook = await openHook()
  const site = join(dir, 'site.json')
  writeFileSync(site, JSON.stringify({ preset: 'cafe', recipients: [hook.recipient] }))
  const processes: ChildProcess[] = []
  const close = async () => {
    for (const child of processes) child.kill('SIGKILL')
    hook.close()
    await apache.stop()
    rmSync(dir, { recursive: true, force: true })
  }
  const settings = {
    PORT: `${port}`,
    ACCESS_LOG: apache.log,
    DATA_DIR: join(dir, 'data'),
    SITE_FILE: site,
  }
  try {
    processes.push(await run(['scripts/start.js'], settings))
  } catch (problem) {
    await close()
    throw problem
  }

  const iso = (ms: number) => new Date(ms).toISOString()
  const period = (toMs = beganMs + 10 * minuteMs) =>
    `range=custom&from=${iso(beganMs - 5_000)}&to=${iso(toMs)}`
  const json = async (path: string) => (await fetch(address + path)).json()
  const rows = async (query: string, more = '') =>
    (await json(`/api/queries/${query}?${period()}${more}`)).rows ?? []
  const written = () => readFileSync(apache.log, 'utf8').split('\n').slice(0, -1)

  return {
    apache,
    address,
    beganMs,
    /** The messages that came. */
    posted: hook.posted,
    period,
    json,
    /** The rows of one of the dashboard's queries since the café opened. */
    rows,
    /** The lines of the access log. */
    written,
    /** Waits until every line of the log has been read. */
    isRead: () =>
      expect
        .poll(async () => (await rows('totals'))[0]?.events - written().length, { timeout: 20_000 })
        .toBe(0),
    /** Simulates a number of visits from each country, one of each at a time; gives the number of orders. */
    async visits(fromEach: number): Promise<number> {
      let orders = 0
      for (let times = 0; times < fromEach; times += 1) {
        const ends = await Promise.all(countries.map((from) => visit(apache.address, from)))
        orders += ends.filter(({ ordered }) => ordered).length
      }
      return orders
    },
    /** The address of a second engine, which gets only what is put into it. */
    async openBox(): Promise<string> {
      const cloudwatchPort = await freePort()
      const env = { CLOUDWATCH_PORT: `${cloudwatchPort}`, DATA_DIR: join(dir, 'cloudwatch') }
      processes.push(await run(['--import', 'tsx', 'scripts/cloudwatch.ts'], env))
      return `http://127.0.0.1:${cloudwatchPort}`
    },
    close,
  }
}
