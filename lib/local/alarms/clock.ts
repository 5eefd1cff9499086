import type { State } from '@/lib/alarms/state'
import { plainLine } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { hourMs, minuteMs } from '@/lib/time'
import { evaluateAgain } from './evaluate-again'
import { evaluateMinutes } from './evaluate-minutes'

const weekMs = 7 * 24 * hourMs
const tickMs = 250
// After a failure, and after a minute was evaluated again: with events coming in all the time once a second is enough.
const restingMs = 1_000

export interface AlarmClockStatus {
  /** The minute up to which alarms were evaluated, as the epoch ms of its close; null when they never were. */
  evaluatedToMs: number | null
  /** What stands in the way of evaluating them; null when nothing does. */
  problem: string | null
}

export interface AlarmClock {
  status(): AlarmClockStatus
  /** Settles when the minutes that were due at the start have been evaluated. */
  caughtUp: Promise<void>
  close(): Promise<void>
}

interface Options {
  /** Reads what the followed logs hold now. */
  catchUp: () => Promise<void>
  /** Waits so many milliseconds, or until the signal aborts. Never rejects. */
  pause: (ms: number, signal: AbortSignal) => Promise<void>
  /** How far back minutes that were missed are evaluated; a week by default. */
  maxMs?: number
}

/** Alarms that cannot be evaluated, each said once until it can be again. */
function newProblemLog(log: (text: string) => void) {
  let known = new Map<string, string>()
  return {
    first: () => known.values().next().value ?? null,
    /** Gathers what fails in one run: what does not is sound again. */
    begin() {
      const found = new Map<string, string>()
      return {
        failed(name: string, problem: unknown) {
          const why = problem instanceof Error ? problem.message : problem
          const text = plainLine(`The alarm "${name}" cannot be evaluated: ${why}`)
          if (known.get(name) !== text && found.get(name) !== text) log(text)
          found.set(name, text)
        },
        end() {
          known = found
        },
      }
    },
  }
}

async function newestEvaluated({ store }: EngineContext): Promise<number | null> {
  const { rows } = await store.query('SELECT max(judged) FROM alarms')
  return rows[0]?.[0] == null ? null : Number(rows[0][0])
}

const shown = (ms: number) => new Date(ms).toISOString().slice(0, 16).replace('T', ' ')

/**
 * Evaluates alarms at the close of each minute by the context's clock, after the log was read up to now, and
 * again whenever events came late while no newer minute has closed. What was missed, by sleep, a stop or
 * a jump of the clock, is evaluated when it is back; no minute is evaluated twice when the clock is set back.
 */
export async function startAlarmClock(
  context: EngineContext,
  { catchUp, pause, maxMs = weekMs }: Options,
): Promise<AlarmClock> {
  const { clock, log, store } = context
  const closing = new AbortController()
  const stopped = () => closing.signal.aborted
  const alarms = newProblemLog(log)
  let evaluatedToMs = await newestEvaluated(context)
  let failure: string | null = null
  let setBack: string | null = null
  /** The closed minute that was evaluated last. */
  let lastMs: number | null = null
  let verdicts = new Map<string, State>()
  let seen = ''
  let waitMs = tickMs
  const received = () => `${store.version()} ${context.metricData.puts}`

  function lookBack(nowMs: number, closedMs: number) {
    if (evaluatedToMs === null || evaluatedToMs - closedMs <= hourMs) {
      setBack = null
      return
    }
    if (setBack === null) {
      setBack = `The clock says ${shown(nowMs)} UTC, and alarms were evaluated up to ${shown(evaluatedToMs)} UTC before: it was set back. They are evaluated on from ${shown(evaluatedToMs)} UTC; if the clock is wrong, set it right.`
      log(setBack)
    }
  }

  async function evaluate(nowMs: number) {
    const closedMs = Math.floor(nowMs / minuteMs) * minuteMs
    const run = alarms.begin()
    if (closedMs !== lastMs) {
      lookBack(nowMs, closedMs)
      await catchUp()
      seen = received()
      verdicts = await evaluateMinutes(context, { closedMs, maxMs, failed: run.failed }, stopped)
      if (stopped()) return
      lastMs = closedMs
      evaluatedToMs = Math.max(evaluatedToMs ?? closedMs, closedMs)
    } else if (seen !== received()) {
      const now = received()
      await evaluateAgain(context, { atMs: closedMs, nowMs, verdicts, failed: run.failed })
      seen = now
      waitMs = restingMs
    } else return
    run.end()
  }

  async function tick() {
    waitMs = tickMs
    try {
      await evaluate(clock())
      failure = null
    } catch (error) {
      const text = `Alarms could not be evaluated: ${plainLine(error)}`
      if (text !== failure) log(text)
      failure = text
      waitMs = restingMs
    }
  }

  const caughtUp = tick()
  const loop = (async () => {
    await caughtUp
    while (!stopped()) {
      const restMs = minuteMs - (clock() % minuteMs)
      await pause(Math.min(waitMs, restMs), closing.signal)
      if (!stopped()) await tick()
    }
  })()

  return {
    status: () => ({ evaluatedToMs, problem: failure ?? setBack ?? alarms.first() }),
    caughtUp,
    async close() {
      closing.abort()
      await loop
    },
  }
}
