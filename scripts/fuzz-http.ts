import { tryRequests } from './fuzz-http/try-requests'
import { runMain } from './run-main'

const count = Number(process.argv[2] ?? 2_000)
const firstSeed = Number(process.argv[3] ?? Math.floor(Math.random() * 1e9))
const mostShown = 50

/** Hostile requests over every route: no crash, no hang, no 500, no whole address, no secret. */
async function main(): Promise<number> {
  const { requests, byStatus, wrong } = await tryRequests(count, firstSeed)
  for (const text of wrong.slice(0, mostShown)) console.log(text)
  console.log(`${requests} requests from seed ${firstSeed}: ${wrong.length} wrong;`, byStatus)
  return wrong.length > 0 ? 1 : 0
}

runMain(main)
