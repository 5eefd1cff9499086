import { parseArgs } from 'node:util'
import { healthyKinds } from './healthy-days'
import { incidentKinds } from './incidents'
import type { Wanted } from './scenario'
import { shops, sizes } from './shops'

export interface Settings extends Wanted {
  seed: number
  days: number
  incidents: number
  /** As the program takes it: 1m. */
  every: string
  /** Program and arguments. */
  command: readonly string[]
  jobs: number
  /** Where logs, site files, truths and answers stay. */
  keep: string | null
  /** Where scores stay, so that a run that was ended goes on. */
  outcomes: string | null
  /** The report as Markdown too. */
  markdown: string | null
}

export const usage = `npm run eval:orders -- [--seed 1] [--days 156] [--incidents 216]
    [--shop NAME] [--kind NAME] [--size N] [--history DAYS] [--every 1m]
    [--command "PROGRAM ARGS"] [--jobs 2] [--keep DIR] [--markdown FILE]
    [--outcomes FILE]
Simulates healthy days and incidents of shops, runs the program on each log, and compares what it
says with what is true. The program is given --log FILE --site FILE --from ISO --to ISO --every 1m.
Shops: ${shops.map(({ name }) => name).join(', ')}. Orders a day: ${sizes.join(', ')}.
Healthy days: ${healthyKinds.join(', ')}.
Incidents: ${incidentKinds.join(', ')}.
Ends with 0 when every figure was reached, 3 when one was missed, 1 when a run gave no answer, and 2
when the arguments are wrong.`

/** Wrong arguments; the message names them. */
export class WrongUsage extends Error {}

const text = { type: 'string' } as const
const options = {
  seed: text,
  days: text,
  incidents: text,
  shop: text,
  kind: text,
  size: text,
  history: text,
  every: text,
  command: text,
  jobs: text,
  keep: text,
  markdown: text,
  outcomes: text,
  help: { type: 'boolean' },
} as const

function parse(args: string[]) {
  try {
    return parseArgs({ args, options }).values
  } catch (error) {
    throw new WrongUsage(error instanceof Error ? error.message : String(error))
  }
}

function whole(name: string, given: string, least: number, most: number): number {
  const value = Number(given)
  if (!/^\d+$/.test(given) || value < least || value > most)
    throw new WrongUsage(`--${name} must be a whole number from ${least} to ${most}, not ${given}`)
  return value
}

/** Words, where quotes hold several together. */
const wordsOf = (command: string) =>
  [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  )

const product = [process.execPath, '--import', 'tsx', 'scripts/situation.ts']

/** How many of a group are run when only one kind is wanted: none of the other group. */
function countsOf(kind: string | undefined, seedIsGiven: boolean) {
  if (kind === undefined) return { days: '156', incidents: '216' }
  const begins = (kinds: readonly string[]) =>
    kinds.some((one) => one === kind || one.startsWith(`${kind}-`))
  const many = seedIsGiven ? '1' : '24'
  if (begins(healthyKinds)) return { days: many, incidents: '0' }
  if (begins(incidentKinds)) return { days: '0', incidents: many }
  throw new WrongUsage(
    `--kind must be one of ${[...healthyKinds, ...incidentKinds].join(', ')}, not ${kind}`,
  )
}

/** Reads the command's arguments; null means --help. Throws {@link WrongUsage}. */
export function readArguments(args: string[]): Settings | null {
  const given = parse(args)
  if (given.help) return null
  const { kind, shop, every = '1m' } = given
  const names = shops.map(({ name }) => name)
  if (shop !== undefined && !names.includes(shop))
    throw new WrongUsage(`--shop must be one of ${names.join(', ')}, not ${shop}`)
  if (!/^\d{1,4}[smh]$/.test(every))
    throw new WrongUsage(`--every must be such as 1m, not ${every}`)
  const counts = countsOf(kind, given.seed !== undefined)
  const command = given.command === undefined ? product : wordsOf(given.command)
  if (command.length === 0) throw new WrongUsage('--command must name a program')
  return {
    seed: whole('seed', given.seed ?? '1', 0, 2 ** 31),
    days: whole('days', given.days ?? counts.days, 0, 10_000),
    incidents: whole('incidents', given.incidents ?? counts.incidents, 0, 10_000),
    kind,
    shop,
    size: given.size === undefined ? undefined : whole('size', given.size, 1, 5_000),
    historyDays: given.history === undefined ? undefined : whole('history', given.history, 0, 60),
    every,
    command,
    jobs: whole('jobs', given.jobs ?? '2', 1, 64),
    keep: given.keep ?? null,
    markdown: given.markdown ?? null,
    outcomes: given.outcomes ?? null,
  }
}
