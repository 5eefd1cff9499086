import { writeFileSync } from 'node:fs'
import { readArguments, usage, WrongUsage } from './eval-orders/arguments'
import { evaluate } from './eval-orders/evaluate'
import { nothingKept, outcomesIn } from './eval-orders/kept-outcomes'
import { programJudge } from './eval-orders/product'
import { reportOf } from './eval-orders/report'
import { runMain } from './run-main'

/** Asked wrongly: nothing is run. */
function settingsOf(args: string[]) {
  try {
    return readArguments(args)
  } catch (error) {
    if (!(error instanceof WrongUsage)) throw error
    console.error(`${error.message}\n${usage}`)
    return 2
  }
}

runMain(async () => {
  const settings = settingsOf(process.argv.slice(2))
  if (typeof settings === 'number') return settings
  if (settings === null) {
    console.log(usage)
    return 0
  }
  const judge = programJudge(settings.command, settings.every)
  const kept = settings.outcomes ? outcomesIn(settings.outcomes, settings.every) : nothingKept
  const outcomes = await evaluate(settings, judge, (progress) => console.error(progress), kept)
  const { plain, markdown, unanswered, missed } = reportOf(outcomes)
  console.log(plain)
  if (settings.markdown) writeFileSync(settings.markdown, `${markdown}\n`)
  if (unanswered > 0) return 1
  return missed.length > 0 ? 3 : 0
})
