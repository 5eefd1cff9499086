import type { AlarmState } from '@/lib/alarms/state'
import { plainLine } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import type { Pause } from '@/lib/local/pause'
import { dayMs, minuteMs } from '@/lib/time'
import { evaluateAgain } from './evaluate-again'
import { evaluateMinutes } from './evaluate-minutes'
import { forgetFrom } from './set-back'

const tickMs = 250
// After a failure or a repeated evaluation: once a second is enough while events keep arriving.
const slowTickMs = 1_000
// A clock that is corrected by less is waited for.
const correctionMs = 3 * minuteMs
// After so many minutes by a clock that was set back, it counts as right.
const setBackSaidMs = 15 * minuteMs
// So long after the start alarms have been evaluated once.
const firstLimitMs = 3 * minuteMs

export interface AlarmClockStatus {
  /** Close of the last evaluated minute, epoch ms; null when none was. */
  evaluatedToMs: number | null
  /** Why alarms cannot be evaluated; null when they can. */
  problem: string | null
}

interface Options {
  /** Reads what the followed logs contain now. */
  catchUp: () => Promise<void>
  pause: Pause
  /** How far back missed minutes are evaluated; a week by default. */
  maxMs?: number
}

/** Logs each alarm that cannot be evaluated once, until it can be evaluated again. */
function newProblemLog(log: (text: string) => void) {
  let known = new Map<string, string>()
  return {
    known: (): ReadonlyMap<string, string> => known,
    first: () => known.values().next().value ?? null,
    /** Collects the failures of one run: an alarm without one is sound again. */
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
 * Evaluates alarms at the close of each minute by the context's clock, once the log has been read up to
 * now, and again when late events arrive before the next minute closes. Minutes missed by sleep, a stop or
 * a jump of the clock are evaluated later. When the clock was set back, evaluation goes on from the time
 * that it says: to wait until it has caught up could leave alarms without evaluation for days.
 */
export async function startAlarmClock(
  context: EngineContext,
  { catchUp, pause, maxMs = 7 * dayMs }: Options,
) {
  const { clock, log, store } = context
  const closing = new AbortController()
  const stopped = () => closing.signal.aborted
  const alarms = newProblemLog(log)
  let evaluatedToMs = await newestEvaluated(context)
  let failure: string | null = null
  let setBack: { text: string; atMs: number; fromMs: number } | null = null
  let lastMs: number | null = null
  const startedMs = clock()
  let verdicts = new Map<string, AlarmState>()
  let evaluated = ''
  let waitMs = tickMs
  const received = () => `${store.version()} ${context.metricData.puts}`

  async function checkClock(nowMs: number, closedMs: number) {
    if (setBack && (nowMs >= setBack.fromMs || nowMs - setBack.atMs >= setBackSaidMs))
      setBack = null
    if (evaluatedToMs === null || evaluatedToMs - closedMs <= correctionMs) return
    const text = `The clock says ${shown(nowMs)} UTC, and alarms were evaluated up to ${shown(evaluatedToMs)} UTC before: it was set back. They are evaluated on from ${shown(closedMs)} UTC; if the clock is wrong, set it right.`
    await forgetFrom(context, closedMs)
    setBack = { text, atMs: nowMs, fromMs: Math.max(evaluatedToMs, setBack?.fromMs ?? 0) }
    evaluatedToMs = closedMs - minuteMs
    log(text)
  }

  async function evaluate(nowMs: number) {
    const closedMs = Math.floor(nowMs / minuteMs) * minuteMs
    const run = alarms.begin()
    if (closedMs !== lastMs) {
      await checkClock(nowMs, closedMs)
      await catchUp()
      evaluated = received()
      verdicts = await evaluateMinutes(context, { closedMs, maxMs, failed: run.failed }, stopped)
      if (stopped()) return
      lastMs = closedMs
      evaluatedToMs = Math.max(evaluatedToMs ?? closedMs, closedMs)
    } else if (evaluated !== received()) {
      const now = received()
      await evaluateAgain(context, { atMs: closedMs, nowMs, verdicts, failed: run.failed })
      evaluated = now
      waitMs = slowTickMs
    } else return
    run.end()
    context.evaluation.problems = alarms.known()
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
      waitMs = slowTickMs
    }
    context.evaluation.failure = failure
  }

  const notYet = () =>
    evaluatedToMs === null && clock() - startedMs > firstLimitMs
      ? `No alarm has been evaluated since the start at ${shown(startedMs)} UTC.`
      : null

  const caughtUp = tick()
  const loop = (async () => {
    await caughtUp
    while (!stopped()) {
      const untilCloseMs = minuteMs - (clock() % minuteMs)
      await pause(Math.min(waitMs, untilCloseMs), closing.signal)
      if (!stopped()) await tick()
    }
  })()

  return {
    status: (): AlarmClockStatus => ({
      evaluatedToMs,
      problem: failure ?? setBack?.text ?? alarms.first() ?? notYet(),
    }),
    /** Settles when the minutes that were due at the start have been evaluated. */
    caughtUp,
    async close() {
      closing.abort()
      await loop
    },
  }
}
