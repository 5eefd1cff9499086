import { tryLines } from '@/lib/access-log/testdata/try-lines'
import { runMain } from './run-main'

const rounds = Number(process.argv[2] ?? 100_000)
const first = Number(process.argv[3] ?? Math.floor(Math.random() * 1e9))

/** Mutated lines of every format's samples: each is counted once, none throws, and a request has all that it needs. */
async function main(): Promise<void> {
  const ended = { requests: 0, others: 0, wrong: 0 }
  for (let seed = first; seed < first + rounds; seed += 1) {
    try {
      const { requests, others } = tryLines(seed)
      ended.requests += requests
      ended.others += others
    } catch (error) {
      ended.wrong += 1
      console.log(error)
    }
  }
  console.log(`${rounds} files from seed ${first}:`, ended)
  process.exitCode = ended.wrong > 0 ? 1 : 0
}

runMain(main)
