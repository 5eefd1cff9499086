import { tryExpression } from '@/lib/metric-math/testdata/try-expression'
import { runMain } from './run-main'

const rounds = Number(process.argv[2] ?? 100_000)
const first = Number(process.argv[3] ?? Math.floor(Math.random() * 1e9))

/** Requests of random expressions: each is answered or refused with a sentence; nothing else may happen. */
async function main(): Promise<void> {
  const ended = { answered: 0, refused: 0, wrong: 0 }
  for (let seed = first; seed < first + rounds; seed += 1) {
    try {
      ended[await tryExpression(seed)] += 1
    } catch (error) {
      ended.wrong += 1
      console.log(error)
    }
  }
  console.log(`${rounds} requests from seed ${first}:`, ended)
  process.exitCode = ended.wrong > 0 ? 1 : 0
}

runMain(main)
