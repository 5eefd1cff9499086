const minRequests = 10
const minGapSeconds = 10
/** 60 s ± 10 % and a little: gaps of 54 and 66 s are of one beat; log times are cut to seconds. */
const maxRatio = 1.3
const maxPaths = 4
const noGap = 2 ** 30

interface Run {
  path: number
  lastSeconds: number
  shortest: number
  longest: number
  requests: number
  wasSteady: boolean
}

/** Finds requests for the same path that come at the same distance again and again. */
export class SteadyBeat {
  readonly #runs: Run[] = []
  /** Requests on the beat since the last that was not. */
  #inARow = 0
  #gapSeconds = 0

  /** The distance of the beat that all of the last requests are part of; null without one. */
  get gapSeconds(): number | null {
    return this.#gapSeconds > 0 && this.#inARow >= minRequests - 1 ? this.#gapSeconds : null
  }

  add(atSeconds: number, path: number): void {
    const run = this.#runs.find((one) => one.path === path)
    if (!run) {
      this.#start(atSeconds, path)
      return
    }
    const gap = atSeconds - run.lastSeconds
    const shortest = Math.min(run.shortest, gap)
    const longest = Math.max(run.longest, gap)
    run.lastSeconds = atSeconds
    if (gap < minGapSeconds || longest > shortest * maxRatio + 1) {
      this.#restart(run, gap)
      return
    }
    run.shortest = shortest
    run.longest = longest
    run.requests++
    this.#inARow++
    if (run.requests < minRequests) return
    run.wasSteady = true
    this.#gapSeconds = Math.round((shortest + longest) / 2)
  }

  /** Somebody else is behind the address too: a screen that reloads itself, in an office. */
  interrupt(): void {
    this.#inARow = 0
  }

  #restart(run: Run, gap: number): void {
    const isGap = gap >= minGapSeconds
    run.shortest = isGap ? gap : noGap
    run.longest = isGap ? gap : 0
    run.requests = isGap ? 2 : 1
    // A monitor that paused, or tried again at once, is one still.
    if (!run.wasSteady) this.#inARow = run.requests - 1
  }

  #start(atSeconds: number, path: number): void {
    this.interrupt()
    const run: Run = {
      path,
      lastSeconds: atSeconds,
      shortest: noGap,
      longest: 0,
      requests: 1,
      wasSteady: false,
    }
    if (this.#runs.length < maxPaths) this.#runs.push(run)
    else {
      const oldest = this.#runs.reduce((a, b) => (b.lastSeconds < a.lastSeconds ? b : a))
      this.#runs[this.#runs.indexOf(oldest)] = run
    }
  }
}
