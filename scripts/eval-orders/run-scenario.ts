import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Judge } from './product'
import type { Scenario } from './scenario'
import { type HealthyScore, scoreHealthy } from './score-healthy'
import { type IncidentScore, scoreIncident } from './score-incident'
import { simulate } from './simulate'
import { siteFileOf } from './site-file'
import { lostUntil, type Truth } from './truth'

const batchChars = 1 << 20

/** Writes a scenario's log; returns its truth. */
export function writeLog(file: string, scenario: Scenario): Truth {
  const { lines, truth } = simulate(scenario)
  const log = openSync(file, 'w')
  try {
    let text = ''
    for (const line of lines) {
      text += `${line}\n`
      if (text.length < batchChars) continue
      writeSync(log, text)
      text = ''
    }
    writeSync(log, text)
  } finally {
    closeSync(log)
  }
  return truth()
}

export type Outcome =
  | { kind: 'healthy'; score: HealthyScore }
  | { kind: 'incident'; score: IncidentScore }
  | { kind: 'no-answer'; scenario: Scenario; reason: string }

const nameOf = ({ kind, shop, size, seed }: Scenario) => `${kind}-${shop.name}-${size}-${seed}`

/** Simulates one scenario, has it judged and scores the answer. With `keep` all of it stays there. */
export async function runScenario(
  scenario: Scenario,
  judge: Judge,
  keep: string | null,
): Promise<Outcome> {
  const dir =
    keep === null ? mkdtempSync(join(tmpdir(), 'eval-orders-')) : join(keep, nameOf(scenario))
  mkdirSync(dir, { recursive: true })
  try {
    const files = { log: join(dir, 'access_log'), site: join(dir, 'site.json') }
    const truth = writeLog(files.log, scenario)
    writeFileSync(files.site, `${JSON.stringify(siteFileOf(scenario), null, 2)}\n`)
    if (keep !== null)
      writeFileSync(join(dir, 'truth.json'), `${JSON.stringify(plain(truth), null, 2)}\n`)
    const { said, output } = await judge(files, scenario)
    if (keep !== null) writeFileSync(join(dir, 'said.jsonl'), output)
    return scenario.incident
      ? { kind: 'incident', score: scoreIncident(truth, said) }
      : { kind: 'healthy', score: scoreHealthy(scenario, said) }
  } catch (error) {
    return {
      kind: 'no-answer',
      scenario,
      reason: error instanceof Error ? error.message : String(error),
    }
  } finally {
    if (keep === null) rmSync(dir, { recursive: true, force: true })
  }
}

const iso = (atMs: number) => new Date(atMs).toISOString()
const both = ({ fromMs, toMs }: { fromMs: number; toMs: number }) => ({
  from: iso(fromMs),
  to: iso(toMs),
})

/** A truth for people and other programs to read. */
function plain(truth: Truth) {
  const { scenario, orders, ordersIfHealthy, expected, onset, metAfter, fromMs } = truth
  const { incident, evaluated, history } = scenario
  const since = (times: readonly number[]) =>
    times.filter((atMs) => atMs >= evaluated.fromMs).map(iso)
  return {
    seed: scenario.seed,
    kind: scenario.kind,
    history: both(history),
    evaluated: both(evaluated),
    incident: incident && {
      start: iso(incident.startMs),
      end: iso(incident.endMs),
      culprits: incident.culprits,
      onset: onset && both(onset),
      metAfter,
      lostOrders: lostUntil(truth, incident.endMs),
    },
    orders: since(orders),
    ordersIfHealthy: since(ordersIfHealthy),
    expectedByMinute: [...expected.slice((evaluated.fromMs - fromMs) / 60_000)].map((value) =>
      Number(value.toFixed(5)),
    ),
  }
}
