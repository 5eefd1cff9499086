import { setTimeout as wait } from 'node:timers/promises'
import { type Answer, Asker } from './answer'
import { type HostileRequest, hostileRequest, type Offered } from './hostile-request'
import { everyForm } from './planted-log'
import { type PlantedServer, startPlanted } from './server'
import { Spills } from './spilled'

export interface Tried {
  requests: number
  byStatus: Record<string, number>
  /** How many bytes of answers were looked through. */
  lookedAt: number
  /** How many answers came late while others were asked for; each was asked for again alone. */
  late: number
  slowestMs: number
  /** What must not have happened, with the request's seed. */
  wrong: string[]
}

interface Options {
  onWrong?: (text: string) => void
  onProgress?: (tried: Tried) => void
}

const atOnce = 6
const hangMs = 5_000
// What is late and what never comes are told apart.
const maxMs = 60_000
const streamMs = 800
const progressEachMs = 10_000

async function post(server: PlantedServer, path: string, body: unknown): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${server.tokens.viewer}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  })
  return answer.text()
}

async function count(server: PlantedServer): Promise<number> {
  const text = await post(server, '/api/explore?range=3h', { query: 'stats count(*) as n' })
  return Number(/"n":"(\d+)"/.exec(text)?.[1] ?? 0)
}

/** What is in the log and not looked at would be found nowhere: so all of it is read first. */
async function offeredBy(server: PlantedServer): Promise<Offered> {
  for (let tries = 0; (await count(server)) < everyForm; tries += 1) {
    if (tries > 300) throw new Error('The server did not read its log.')
    await wait(200)
  }
  const events = await post(server, '/api/explore?range=3h', {
    query: 'fields @message | sort @timestamp | limit 500',
  })
  const pointers = [...events.matchAll(/"@ptr":"([^"]+)"/g)].map(([, one = '']) => one)
  const headers = { authorization: `Bearer ${server.tokens.viewer}` }
  const incidents = await fetch(`http://127.0.0.1:${server.port}/api/incidents`, { headers })
  const ids = [...(await incidents.text()).matchAll(/"id":"([^"]+)"/g)].map(([, one = '']) => one)
  return { pointers: pointers.filter((_, at) => at % 5 === 0), incidents: ids }
}

const isLate = ({ tookMs }: Answer) => tookMs > hangMs

function wrongWith(request: HostileRequest, answer: Answer, spills: Spills): string[] {
  const { status, head, body } = answer
  const wrong: string[] = []
  if (status === null && !isLate(answer)) wrong.push('no answer')
  if (status === 500) wrong.push('500')
  if (status !== null && status >= 400 && body === '' && !request.isHead)
    wrong.push(`${status} without a word`)
  const found = spills.in(head) ?? spills.in(body)
  if (found) wrong.push(found)
  return wrong
}

const inShort = ({ bytes }: HostileRequest) => {
  const [head = '', body = ''] = bytes.toString('utf8').split('\r\n\r\n')
  const [first = ''] = head.split('\r\n')
  return JSON.stringify(`${first.slice(0, 300)} ${body.slice(0, 400)}`.trim())
}

/** Sends hostile requests to a server of its own, and says what must not have happened. */
export async function tryRequests(
  count: number,
  firstSeed: number,
  { onWrong, onProgress }: Options = {},
): Promise<Tried> {
  const server = await startPlanted()
  const tried: Tried = { requests: 0, byStatus: {}, late: 0, lookedAt: 0, slowestMs: 0, wrong: [] }
  const note = (text: string) => {
    tried.wrong.push(text)
    onWrong?.(text)
  }
  const progress = setInterval(() => onProgress?.(tried), progressEachMs)
  try {
    const offered = await offeredBy(server)
    const spills = new Spills(server.secrets)
    let next = firstSeed
    const lateSeeds: number[] = []
    const ask = async (asker: Asker, seed: number) => {
      const request = hostileRequest(seed, server.tokens, offered)
      return { request, answer: await asker.ask({ ...request, maxMs, streamMs }) }
    }
    const work = async () => {
      const asker = new Asker(server.port)
      while (next < firstSeed + count && !server.hasEnded()) {
        const seed = next
        next += 1
        const { request, answer } = await ask(asker, seed)
        tried.requests += 1
        tried.byStatus[answer.status ?? 'none'] = (tried.byStatus[answer.status ?? 'none'] ?? 0) + 1
        tried.lookedAt += answer.body.length
        tried.slowestMs = Math.max(tried.slowestMs, answer.tookMs)
        for (const what of wrongWith(request, answer, spills))
          note(`seed ${seed}, ${request.state}: ${what}: ${inShort(request)}`)
        if (isLate(answer)) lateSeeds.push(seed)
        tried.late = lateSeeds.length
      }
      asker.close()
    }
    await Promise.all(Array.from({ length: atOnce }, work))
    // Beside others, and on a busy machine, an answer may wait for its turn: alone it may not.
    const alone = new Asker(server.port)
    for (const seed of lateSeeds) {
      if (server.hasEnded()) break
      const { request, answer } = await ask(alone, seed)
      if (!isLate(answer)) continue
      const seconds = (answer.tookMs / 1000).toFixed(1)
      note(`seed ${seed}, ${request.state}: no answer in ${seconds} s, alone: ${inShort(request)}`)
    }
    alone.close()
    if (server.hasEnded()) note(`The server ended: ${server.said()}`)
    return tried
  } finally {
    clearInterval(progress)
    server.end()
  }
}
