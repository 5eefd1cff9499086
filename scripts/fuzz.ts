import { compile } from '@/lib/local/insights/compile'
import { MalformedQuery } from '@/lib/local/insights/malformed'
import { cafeWindow, openCafe } from '@/lib/local/insights/testdata/open-cafe'
import { randomQuery } from '@/lib/local/insights/testdata/random-query'

const rounds = Number(process.argv[2] ?? 20_000)
const first = Number(process.argv[3] ?? Math.floor(Math.random() * 1e9))

/** Queries that follow the grammar: each is refused as malformed or runs; nothing else may happen. */
async function main(): Promise<void> {
  const store = await openCafe()
  const ended = { ran: 0, refused: 0, wrong: 0 }
  for (let seed = first; seed < first + rounds; seed += 1) {
    const query = randomQuery(seed)
    try {
      const { sql, parameters } = compile(query, store.source(['apache/access']), cafeWindow)
      await store.query(sql, parameters)
      ended.ran += 1
    } catch (error) {
      if (error instanceof MalformedQuery) {
        ended.refused += 1
        continue
      }
      ended.wrong += 1
      console.log(`seed ${seed}: ${query}\n  ${error instanceof Error ? error.message : error}`)
    }
  }
  await store.close()
  console.log(`${rounds} queries from seed ${first}:`, ended)
  process.exitCode = ended.wrong > 0 ? 1 : 0
}

main().catch((error: unknown) => {
  console.error(error)
  process.exit(1)
})
