import { encodings } from './fuzz-http/planted'
import { type Tried, tryRequests } from './fuzz-http/try-requests'
import { runMain } from './run-main'

const count = Number(process.argv[2] ?? 2_000)
const firstSeed = Number(process.argv[3] ?? Math.floor(Math.random() * 1e9))
const maxShown = 200

/** Hostile requests over every route: no crash, no hang, no 500, no whole address, no secret. */
async function main(): Promise<number> {
  const startedMs = Date.now()
  console.log(`${count} requests from seed ${firstSeed}, addresses in ${encodings} encodings`)
  const sentence = ({ requests, wrong, late, lookedAt, slowestMs }: Tried) => {
    const seconds = (Date.now() - startedMs) / 1000
    return `${requests} requests from seed ${firstSeed} in ${seconds.toFixed(0)} s (${(requests / seconds).toFixed(0)}/s): ${wrong.length} wrong; ${late} late, slowest ${(slowestMs / 1000).toFixed(1)} s, ${(lookedAt / 1e6).toFixed(0)} MB looked through`
  }
  let shown = 0
  const onWrong = (text: string) => {
    shown += 1
    if (shown <= maxShown) console.log(text)
  }
  const tried = await tryRequests(count, firstSeed, {
    onWrong,
    onProgress: (now) => console.log(sentence(now)),
  })
  console.log(sentence(tried), tried.byStatus)
  return tried.wrong.length > 0 || tried.requests < count ? 1 : 0
}

runMain(main)
