import type { TailLine, TailUpdate } from '@/lib/tail'

/** What stands in the list: a line, or a stretch of time of which nothing is known. */
export type TailEntry = { n: number } & (
  | { line: TailLine }
  | { line?: undefined; fromMs: number; toMs: number }
)

export interface TailLines {
  /** The number of the next entry: entries keep theirs. */
  next: number
  shown: TailEntry[]
  /** What arrived while the list holds still. */
  waiting: TailEntry[]
  arrived: number
  /** Waiting lines that went for want of room. */
  passedOver: number
  /** Lines that matched and were not sent, as far as it is told. */
  leftOut: number
  /** Seconds of which lines were left out, and nobody tells how many. */
  untoldSeconds: number
  /** Lines of a burst that were not compared with the pattern. */
  skipped: number
}

/** So many entries are kept, shown and waiting each. */
export const mostKept = 5_000

export const noLines: TailLines = {
  next: 0,
  shown: [],
  waiting: [],
  arrived: 0,
  passedOver: 0,
  leftOut: 0,
  untoldSeconds: 0,
  skipped: 0,
}

export type TailChange =
  /** `hold`: the list holds still, what comes has to wait. */
  | { kind: 'arrived'; update: TailUpdate; hold: boolean }
  | { kind: 'gap'; fromMs: number; toMs: number; hold: boolean }
  | { kind: 'released' }
  | { kind: 'cleared' }

const newest = (entries: TailEntry[]) =>
  entries.length > mostKept ? entries.slice(-mostKept) : entries

function take(lines: TailLines, entries: TailEntry[], hold: boolean): TailLines {
  if (!hold) return { ...lines, shown: newest([...lines.shown, ...entries]) }
  const waiting = [...lines.waiting, ...entries]
  const passedOver = lines.passedOver + Math.max(0, waiting.length - mostKept)
  return { ...lines, waiting: newest(waiting), passedOver }
}

/** What the page holds after a change; its size is bounded whatever comes. */
export function nextLines(lines: TailLines, change: TailChange): TailLines {
  const { next } = lines
  switch (change.kind) {
    case 'arrived': {
      const { update, hold } = change
      const untold = update.sampled && update.leftOut === null
      const quiet = update.lines.length === 0 && !untold && !update.leftOut && !update.skipped
      if (quiet) return lines
      const counted = {
        ...lines,
        next: next + update.lines.length,
        arrived: lines.arrived + update.lines.length,
        leftOut: lines.leftOut + (update.leftOut ?? 0),
        untoldSeconds: lines.untoldSeconds + (untold ? 1 : 0),
        skipped: lines.skipped + update.skipped,
      }
      const entries = update.lines.map((line, at) => ({ n: next + at, line }))
      return take(counted, entries, hold)
    }
    case 'gap': {
      const { fromMs, toMs, hold } = change
      return take({ ...lines, next: next + 1 }, [{ n: next, fromMs, toMs }], hold)
    }
    case 'released':
      if (lines.waiting.length === 0) return lines
      return { ...lines, shown: newest([...lines.shown, ...lines.waiting]), waiting: [] }
    case 'cleared':
      return { ...noLines, next }
  }
}
