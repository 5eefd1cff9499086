import { setMaxListeners } from 'node:events'
import { Agent, request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { overviewQuestions } from '@/components/overview/questions'
import { type Question, wordOf } from '@/lib/queries/question'
import { minuteMs } from '@/lib/time'

const words = (names: readonly Question[]) => [...names.map(wordOf), 'source'].join(',')
const overview = Object.values<Question>(overviewQuestions)
/** What an open overview asks for each minute, and for its tab's title in between. */
const minutely = `/api/readings?range=3h&ask=${words(overview)}`
const between = `/api/readings?range=3h&ask=${words([{ api: 'situation' }, { api: 'incidents' }])}`
const asked = [
  ...[minutely, between, between, between, between, between],
  ...[minutely, between, between, between, '/', '/alarms'],
]
const lookEveryMs = 10_000
const limitMs = 30_000
/** One of so many viewers has the live tail open. */
const tailing = 20

export interface Viewers {
  answers: number
  slowestMs: number
  /** How many requests failed, by what happened and in which minute, while nothing was disturbed. */
  failed: Map<string, number>
  /** And while something was. */
  failedMeanwhile: number
  stop(): void
}

/** People who have the page open, each on connections that are used again. */
export function startViewers(
  count: number,
  { port, token, isDisturbed }: { port: number; token: string; isDisturbed: () => boolean },
): Viewers {
  const agent = new Agent({ keepAlive: true })
  const stopped = new AbortController()
  const beganMs = performance.now()
  // Each viewer waits for it.
  setMaxListeners(count + 1, stopped.signal)
  const viewers: Viewers = {
    answers: 0,
    slowestMs: 0,
    failed: new Map(),
    failedMeanwhile: 0,
    stop: () => {
      stopped.abort()
      agent.destroy()
    },
  }

  function failed(what: string): void {
    if (stopped.signal.aborted) return
    if (isDisturbed()) viewers.failedMeanwhile += 1
    else {
      const minute = Math.floor((performance.now() - beganMs) / minuteMs)
      const when = `in minute ${minute}, ${what}`
      viewers.failed.set(when, (viewers.failed.get(when) ?? 0) + 1)
    }
  }

  const look = (path: string, holdMs: number) =>
    new Promise<void>((resolve) => {
      const beganMs = performance.now()
      const options = {
        host: '127.0.0.1',
        port,
        path,
        agent,
        headers: { authorization: `Bearer ${token}` },
      }
      const sent = request(options, (response) => {
        if (response.statusCode !== 200) failed(`${path}: ${response.statusCode}`)
        response.resume()
        response.on('end', () => {
          viewers.answers += 1
          if (holdMs === 0 && !isDisturbed())
            viewers.slowestMs = Math.max(viewers.slowestMs, performance.now() - beganMs)
          resolve()
        })
        response.on('error', resolve)
      })
      let isLate = false
      const late = setTimeout(() => {
        isLate = true
        if (holdMs === 0) failed(`${path}: no answer within ${limitMs / 1000} s`)
        sent.destroy()
      }, holdMs || limitMs)
      sent.on('error', (error: NodeJS.ErrnoException) => {
        if (holdMs === 0 && !isLate) failed(`${path}: ${error.code ?? error.message}`)
        resolve()
      })
      sent.on('close', () => clearTimeout(late))
      sent.end()
    })

  async function watch(number: number): Promise<void> {
    const pause = (ms: number) =>
      wait(ms, undefined, { signal: stopped.signal }).catch(() => undefined)
    await pause((number / count) * lookEveryMs)
    for (let at = number; !stopped.signal.aborted; at += 1) {
      if (number % tailing === 0) await look('/api/tail', 60_000)
      else await look(asked[at % asked.length] ?? '/', 0)
      await pause(lookEveryMs)
    }
  }

  for (let number = 0; number < count; number += 1) void watch(number)
  return viewers
}
