import { parseArgs } from 'node:util'
import { runMain } from './run-main'
import { soak } from './soak/soak'

/** An hour, or so many minutes, of a busy shop with everything that goes wrong: nothing lost, nothing doubled, nothing that grows. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '60' },
      viewers: { type: 'string', default: '200' },
      lines: { type: 'string', default: '200' },
    },
  })
  const { wrong, grown, leftOut, held, ...counts } = await soak({
    minutes: Number(values.minutes),
    viewers: Number(values.viewers),
    linesPerSecond: Number(values.lines),
    say: (text) => console.log(text),
  })
  console.log(counts)
  console.log('Third and last quarter:', ...held)
  for (const text of leftOut) console.log(`Not tried: ${text}.`)
  const all = [...wrong, ...grown]
  for (const text of all) console.log(`Wrong: ${text}.`)
  return all.length > 0 ? 1 : 0
}

runMain(main)
