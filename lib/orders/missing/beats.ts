import type { ClockOf } from '@/lib/orders/expected/history'
import { minuteMs } from '@/lib/time'
import { newGaps } from './gaps'

// Bins of the logarithm of a pause, each 19 % wider than the one before, up to days.
const binsPerDoubling = 4
const bins = 25 * binsPerDoubling
const binOf = (ms: number) =>
  Math.min(bins - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, ms)) * binsPerDoubling)))

const maxPrograms = 300
/** So many pauses of about one length are a beat, where they are such a part of all and hardly one is longer. */
const leastBeats = 50
const leastShare = 0.1
const mostMissed = 0.01
/** Bins that a beat is spread over. */
const spread = 3
/** What comes a little later than ever before. */
const margin = 1.03
const graceMs = 10_000
/** Several monitors may be one company's. */
const leastChance = 1e-4
const leastSilenceMs = 3 * minuteMs
/** Where a log is rotated, or its server begins anew, lines are lost for so long: what was due then may have come. */
const lostMs = 1.5 * minuteMs
const relearnAfter = 200

/** A program that asks for something at a steady beat: when it is late, and how often it is without a reason. */
interface Beat {
  meanMs: number
  limitMs: number
  chance: number
}

/** When a beat is late that was due so long after a silence began that it is none of the lines that are lost by chance. */
function lateMs({ meanMs, limitMs }: Beat, lastMs: number, lastLineMs: number): number {
  const beforeIt = Math.max(0, Math.floor((lastLineMs + lostMs - lastMs) / meanMs))
  return lastMs + beforeIt * meanMs + limitMs
}

/** A pause in ms as it would be on a usual day of the week. */
type UsualPause = (fromMs: number, toMs: number) => number

class Program {
  readonly #counts = new Uint32Array(bins)
  readonly #longest = new Float64Array(bins)
  readonly #sums = new Float64Array(bins)
  #pauses = 0
  #learnedAt = 0
  #beat: Beat | null = null
  lastMs = 0

  get pauses(): number {
    return this.#pauses
  }

  add(ms: number): void {
    const bin = binOf(ms)
    this.#counts[bin] = (this.#counts[bin] as number) + 1
    this.#sums[bin] = (this.#sums[bin] as number) + ms
    this.#longest[bin] = Math.max(this.#longest[bin] as number, ms)
    this.#pauses += 1
  }

  beat(): Beat | null {
    // Some pauses more change little.
    if (this.#pauses >= this.#learnedAt) {
      this.#beat = this.#learn()
      this.#learnedAt = this.#pauses + Math.min(relearnAfter, Math.ceil(this.#pauses / 10))
    }
    return this.#beat
  }

  #learn(): Beat | null {
    const top = this.#counts.findLastIndex((count) => count >= leastBeats)
    if (top === -1) return null
    const inBins = (from: number, to: number) =>
      this.#counts.subarray(Math.max(0, from), to).reduce((sum, count) => sum + count, 0)
    // A few in the next bin are of the same beat.
    const end = top + 2
    const beats = inBins(end - spread - 1, end)
    const chance = (inBins(end, bins) + 0.5) / beats
    if (beats < leastShare * this.#pauses || chance > mostMissed) return null
    const longestMs = Math.max(...this.#longest.subarray(0, end))
    const from = Math.max(0, end - spread - 1)
    const sumMs = this.#sums.subarray(from, end).reduce((sum, ms) => sum + ms, 0)
    const meanMs = sumMs / inBins(from, end)
    return { meanMs, limitMs: margin * longestMs + graceMs, chance }
  }
}

/**
 * Programs that ask at a steady beat, as monitors do, and the pauses between all other lines: a beat that
 * is missed within a pause that is not rare by itself tells as much as a long one. Times are epoch ms.
 */
export function newBeats(clockOf: ClockOf) {
  const programs = new Map<string, Program>()
  const others = newGaps(clockOf)
  let lastOtherMs: number | null = null
  /** The last line before the silence that was told. */
  let toldMs: number | null = null

  function programOf(agent: string): Program | null {
    const known = programs.get(agent)
    if (known) return known
    // A flood of names is no monitor.
    if (programs.size >= maxPrograms)
      for (const [name, { pauses }] of programs) if (pauses < leastBeats) programs.delete(name)
    if (programs.size >= maxPrograms) return null
    const program = new Program()
    programs.set(agent, program)
    return program
  }

  function seeOther(ms: number, usualPause: UsualPause) {
    if (lastOtherMs !== null && ms > lastOtherMs)
      others.add(lastOtherMs, lastOtherMs + usualPause(lastOtherMs, ms))
    lastOtherMs = Math.max(lastOtherMs ?? 0, ms)
  }

  /** The chance that all programs are late that are, of those that were not when the last line came. */
  function chanceOfMissed(lastLineMs: number, nowMs: number): number {
    let chance = 1
    for (const program of programs.values()) {
      const beat = program.beat()
      if (beat === null) continue
      const wasThere = program.lastMs + beat.limitMs > lastLineMs
      if (wasThere && lateMs(beat, program.lastMs, lastLineMs) <= nowMs) chance *= beat.chance
    }
    return Math.max(leastChance, chance)
  }

  return {
    /** A line; `agent` is of a program, null of anybody else. After a silence that was told (`isAgain`) its pause says nothing. */
    see(agent: string | null, ms: number, usualPause: UsualPause, isAgain: boolean) {
      if (isAgain) {
        for (const program of programs.values()) program.lastMs = 0
        lastOtherMs = null
      }
      const program = agent === null ? null : programOf(agent)
      if (program && program.lastMs > 0 && ms > program.lastMs) program.add(ms - program.lastMs)
      if (program) program.lastMs = Math.max(program.lastMs, ms)
      if (program?.beat() == null) seeOther(ms, usualPause)
    },
    /** Whether nothing has come since the last line though a program was due, for longer than others pause beside that. */
    areMissed(lastLineMs: number, nowMs: number, usualPause: UsualPause): boolean {
      if (toldMs === lastLineMs) return true
      if (nowMs - lastLineMs <= leastSilenceMs) return false
      const chance = chanceOfMissed(lastLineMs, nowMs)
      if (chance === 1) return false
      const fromMs = lastOtherMs ?? lastLineMs
      const limit = others.limitWith(chance, fromMs, nowMs)
      if (limit === null || nowMs - fromMs <= limit || usualPause(fromMs, nowMs) <= limit)
        return false
      toldMs = lastLineMs
      return true
    },
  }
}

export type Beats = ReturnType<typeof newBeats>
