import { pausedCalls } from '../failures'

interface Options {
  operation: string
  perSecond: number
  /** Calls that are paid for already, or that end what is paid for, wait while nothing is sent; others fail at once. */
  waits: boolean
  /** Milliseconds of a clock that never goes back. */
  clock: () => number
  /** For how long nothing is sent when CloudWatch has throttled again and again. */
  pauseMs: number
}

/** The calls of one operation: when each may be sent. */
export interface Turns {
  /** Waits for a turn. Callers of one lane are served in their order, and lanes in turn. */
  next(lane: unknown, signal?: AbortSignal): Promise<void>
  /** A call was answered, whatever the answer: CloudWatch takes calls. */
  answered(): void
  throttled(): void
}

interface Waiting {
  go: () => void
  refuse: (reason: unknown) => void
}

// A burst of two is not felt by a quota, and a page's first two questions do not wait.
const burst = 2
const slowest = 1 / 8
const speedUp = 1 / 20
const maxInRow = 5
const rowMs = 60_000
const maxPauses = 3
const slowDownEveryMs = 1_000
// How long others wait for what a probe says.
const probeMs = 10_000

/**
 * A token bucket that halves its rate when CloudWatch throttles and regains it answer by answer; after
 * five throttled calls in a row within a minute it sends nothing for a pause, and then one call as a probe.
 */
export function newTurns({ operation, perSecond, waits, clock, pauseMs }: Options): Turns {
  const lanes = new Map<unknown, Waiting[]>()
  let rate = perSecond
  let tokens = burst
  let filledMs = clock()
  let slowedMs = Number.NEGATIVE_INFINITY
  let row: number[] = []
  // Open: nothing is sent before `probeAtMs`.
  let open: { probeAtMs: number; pauses: number; probedMs: number | null } | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  const fill = () => {
    const nowMs = clock()
    tokens = Math.min(burst, tokens + ((nowMs - filledMs) / 1000) * rate)
    filledMs = nowMs
  }
  /** How long until a call may be sent; 0 when one may. */
  const waitMs = () => {
    fill()
    const tokenMs = tokens >= 1 ? 0 : ((1 - tokens) / rate) * 1000
    return Math.max(tokenMs, open ? open.probeAtMs - clock() : 0)
  }
  const pauseLeftMs = () => {
    if (!open || waits) return 0
    // What a probe says is soon known.
    if (open.probedMs !== null && clock() < open.probedMs + probeMs) return 0
    return Math.max(0, open.probeAtMs - clock())
  }
  function takeFirst(): Waiting | undefined {
    for (const [lane, [first, ...rest]] of lanes) {
      // To the end, so that the other lanes come before this one comes again.
      lanes.delete(lane)
      if (rest.length > 0) lanes.set(lane, rest)
      return first
    }
    return undefined
  }

  function serve() {
    clearTimeout(timer)
    while (lanes.size > 0) {
      const leftMs = pauseLeftMs()
      const ms = leftMs > 0 ? 0 : waitMs()
      if (ms > 0) {
        timer = setTimeout(serve, Math.ceil(ms))
        return
      }
      const first = takeFirst()
      if (leftMs > 0) first?.refuse(pausedCalls(operation, leftMs))
      else {
        tokens -= 1
        if (open) open = { ...open, probedMs: clock(), probeAtMs: clock() + probeMs }
        first?.go()
      }
    }
  }

  function leave(lane: unknown, one: Waiting) {
    const rest = lanes.get(lane)?.filter((other) => other !== one) ?? []
    if (rest.length > 0) lanes.set(lane, rest)
    else lanes.delete(lane)
  }

  return {
    next: (lane, signal) =>
      new Promise<void>((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const end = (settle: () => void) => {
          signal?.removeEventListener('abort', aborted)
          settle()
        }
        const waiting: Waiting = {
          go: () => end(resolve),
          refuse: (reason) => end(() => reject(reason)),
        }
        const aborted = () => {
          leave(lane, waiting)
          reject(signal?.reason)
        }
        signal?.addEventListener('abort', aborted, { once: true })
        lanes.set(lane, [...(lanes.get(lane) ?? []), waiting])
        serve()
      }),
    answered() {
      row = []
      open = null
      fill()
      rate = Math.min(perSecond, rate + perSecond * speedUp)
      serve()
    },
    throttled() {
      const nowMs = clock()
      fill()
      tokens = Math.min(tokens, 0)
      // Calls that were under way together say the same.
      if (nowMs - slowedMs >= slowDownEveryMs) {
        slowedMs = nowMs
        rate = Math.max(perSecond * slowest, rate / 2)
      }
      row = [...row, nowMs].slice(-maxInRow)
      if (open && open.probedMs === null) return
      const isRow = row.length === maxInRow && nowMs - (row[0] ?? 0) <= rowMs
      if (!open && !isRow) return
      const pauses = Math.min((open?.pauses ?? 0) + 1, maxPauses)
      open = { pauses, probedMs: null, probeAtMs: nowMs + pauses * pauseMs }
      serve()
    },
  }
}
