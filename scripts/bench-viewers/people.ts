import { Agent, request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { overviewQuestions } from '@/components/overview/questions'
import { type Question, wordOf } from '@/lib/queries/question'

const range = '24h'
const words = (questions: readonly Question[]) => [...questions.map(wordOf), 'source'].join(',')
const page = `/?range=${range}`
const minutely = `/api/readings?range=${range}&ask=${words(Object.values(overviewQuestions))}`
const between = `/api/readings?range=${range}&ask=${words([{ api: 'situation' }])}`

const betweenEveryMs = 10_000
const betweens = 5
/** People do not come all at once, and are not measured while they come. */
const arriveMs = 60_000
const probeEveryMs = 1_000

export interface Waited {
  pageMs: number[]
  refreshMs: number[]
  /** Answers other than 200, and requests that failed. */
  failed: number
}

/** One who looks at pages all the time, to measure, and people who leave the overview open. */
export async function watchPage(port: number, people: number, forMs: number): Promise<Waited> {
  const agent = new Agent({ keepAlive: true })
  const comeMs = people > 1 ? arriveMs : 0
  const untilMs = Date.now() + comeMs + forMs
  const waited: Waited = { pageMs: [], refreshMs: [], failed: 0 }

  const look = (path: string) =>
    new Promise<number>((resolve) => {
      const beganMs = performance.now()
      const fail = () => {
        waited.failed += 1
        resolve(Number.NaN)
      }
      request({ host: '127.0.0.1', port, path, agent }, (response) => {
        if (response.statusCode !== 200) waited.failed += 1
        response.resume()
        response.on('end', () => resolve(performance.now() - beganMs))
        response.on('error', fail)
      })
        .on('error', fail)
        .end()
    })

  async function probe(): Promise<void> {
    await wait(comeMs)
    for (let at = 0; Date.now() < untilMs; at += 1) {
      const isPage = at % 2 === 0
      const ms = await look(isPage ? page : minutely)
      if (Number.isFinite(ms)) (isPage ? waited.pageMs : waited.refreshMs).push(ms)
      await wait(probeEveryMs)
    }
  }

  async function leaveOpen(number: number): Promise<void> {
    await wait((number / people) * comeMs)
    await look(page)
    for (let at = number; Date.now() < untilMs; at += 1) {
      await wait(betweenEveryMs)
      await look(at % (betweens + 1) === 0 ? minutely : between)
    }
  }

  await Promise.all([
    probe(),
    // The one who measures is the first of them.
    ...Array.from({ length: people - 1 }, (_, number) => leaveOpen(number)),
  ])
  agent.destroy()
  return waited
}
