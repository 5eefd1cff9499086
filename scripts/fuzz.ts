import { compile } from '@/lib/local/insights/compile'
import { MalformedQuery } from '@/lib/local/insights/malformed'
import { mutatedQuery } from '@/lib/local/insights/testdata/mutated-query'
import { openDiffer } from '@/lib/local/insights/testdata/naive/differ'
import { cafeWindow, openCafe } from '@/lib/local/insights/testdata/open-cafe'
import { randomQuery } from '@/lib/local/insights/testdata/random-query'
import { runMain } from './run-main'

const rounds = Number(process.argv[2] ?? 20_000)
const first = Number(process.argv[3] ?? Math.floor(Math.random() * 1e9))
// One query in this many is also run.
const readPerRun = Number(process.argv[4] ?? 50)
const slowMs = 2_000

/** Random queries whose rows a second, naive evaluator computes too: how many answers differ. */
async function differing(): Promise<number> {
  const differ = await openDiffer(first)
  const asked = Math.ceil(rounds / readPerRun)
  let wrong = 0
  for (let seed = first; seed < first + asked; seed += 1) {
    const { query, naive, engine } = await differ.both(seed)
    if (JSON.stringify(naive) === JSON.stringify(engine)) continue
    wrong += 1
    console.log(`seed ${seed} of the events of ${first}: ${query}`)
    const at = naive.findIndex((row, nth) => row !== engine[nth])
    console.log(`  naive ${naive[at]}\n  engine ${engine[at]}`)
  }
  await differ.close()
  console.log(`${asked} queries computed twice, ${wrong} differ`)
  return wrong
}

/** Queries made at random and by mutation: each is refused as malformed or runs; nothing else may happen. */
async function main(): Promise<void> {
  const store = await openCafe()
  const [source, library] = [store.source(['apache/access']), store.library()]
  const ended = { ran: 0, compiled: 0, refused: 0, wrong: 0 }
  const evaluate = async (seed: number, query: string, run: boolean) => {
    const started = performance.now()
    try {
      const { sql, parameters } = compile(query, source, cafeWindow, library)
      if (run) await store.query(sql, parameters)
      ended[run ? 'ran' : 'compiled'] += 1
    } catch (error) {
      if (error instanceof MalformedQuery) ended.refused += 1
      else {
        ended.wrong += 1
        console.log(`seed ${seed}: ${query}\n  ${error instanceof Error ? error.message : error}`)
      }
    }
    const ms = performance.now() - started
    if (ms > slowMs) console.log(`seed ${seed} took ${ms.toFixed(0)} ms: ${query}`)
  }
  for (let seed = first; seed < first + rounds; seed += 1) {
    const run = (seed - first) % readPerRun === 0
    await evaluate(seed, run ? randomQuery(seed) : mutatedQuery(seed), run)
  }
  await store.close()
  console.log(`${rounds} queries from seed ${first}:`, ended)
  process.exitCode = ended.wrong + (await differing()) > 0 ? 1 : 0
}

runMain(main)
