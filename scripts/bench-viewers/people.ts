import { Agent } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { overviewQuestions } from '@/components/overview/questions'
import { type Question, wordOf } from '@/lib/queries/question'
import { ask, type Look, lookOf, readLines, readPage } from './look'

const range = '24h'
const refreshOf = (questions: readonly Question[]) => {
  const words = [...questions.map(wordOf), 'source']
  const path = `/api/readings?range=${range}&ask=${words.join(',')}`
  return { path, read: readLines(words) }
}
const page = { path: `/?range=${range}`, read: readPage }
const minutely = refreshOf(Object.values(overviewQuestions))
const between = refreshOf([{ api: 'situation' }])

const betweenEveryMs = 10_000
const betweens = 5
/** People do not come all at once, and are not measured while they come. */
const arriveMs = 60_000
const probeEveryMs = 1_000

export interface Waited {
  pages: Look[]
  refreshes: Look[]
  /** Answers other than 200, and requests that failed. */
  failed: number
}

/** One who looks at pages all the time, to measure, and people who leave the overview open. */
export async function watchPage(port: number, people: number, forMs: number): Promise<Waited> {
  const agent = new Agent({ keepAlive: true })
  const comeMs = people > 1 ? arriveMs : 0
  const untilMs = Date.now() + comeMs + forMs
  const waited: Waited = { pages: [], refreshes: [], failed: 0 }
  async function open({ path }: typeof page) {
    const come = await ask(path, { port, agent })
    if (!come) waited.failed += 1
    return come
  }

  async function probe(): Promise<void> {
    await wait(comeMs)
    for (let at = 0; Date.now() < untilMs; at += 1) {
      const isPage = at % 2 === 0
      const asked = isPage ? page : minutely
      const come = await open(asked)
      if (come) (isPage ? waited.pages : waited.refreshes).push(lookOf(come, asked.read))
      await wait(probeEveryMs)
    }
  }

  async function leaveOpen(number: number): Promise<void> {
    await wait((number / people) * comeMs)
    await open(page)
    for (let at = number; Date.now() < untilMs; at += 1) {
      await wait(betweenEveryMs)
      await open(at % (betweens + 1) === 0 ? minutely : between)
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
