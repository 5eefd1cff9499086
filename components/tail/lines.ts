import type { TailLine, TailUpdate } from '@/lib/tail'

/** What stands in the list: a line, or a time range of which nothing is known. */
export type TailEntry = { n: number } & (
  | { line: TailLine }
  | { line?: undefined; fromMs: number; toMs: number }
)

/** At most so many entries are stored, shown and waiting each. */
export const maxEntries = 5_000

export const noLines = {
  /** The number of the next entry: entries never change theirs. */
  next: 0,
  shown: [] as TailEntry[],
  /** What arrived while the list holds still. */
  waiting: [] as TailEntry[],
  arrived: 0,
  /** Waiting lines that were dropped to stay within `maxEntries`. */
  dropped: 0,
  /** Lines that matched and were not sent, where their number is known. */
  leftOut: 0,
  /** Seconds in which lines were left out and their number is not known. */
  uncountedSeconds: 0,
  /** Lines of a burst that were not compared with the pattern. */
  skipped: 0,
}
export type TailLines = typeof noLines

export type TailChange =
  /** `hold`: the list holds still, what comes has to wait. */
  | { kind: 'arrived'; update: TailUpdate; hold: boolean }
  | { kind: 'gap'; fromMs: number; toMs: number; hold: boolean }
  | { kind: 'released' }
  | { kind: 'cleared' }

const newest = (entries: TailEntry[]) =>
  entries.length > maxEntries ? entries.slice(-maxEntries) : entries

function take(lines: TailLines, entries: TailEntry[], hold: boolean): TailLines {
  if (!hold) return { ...lines, shown: newest([...lines.shown, ...entries]) }
  const waiting = [...lines.waiting, ...entries]
  const dropped = lines.dropped + Math.max(0, waiting.length - maxEntries)
  return { ...lines, waiting: newest(waiting), dropped }
}

/** What the page holds after a change; its size is bounded whatever comes. */
export function nextLines(lines: TailLines, change: TailChange): TailLines {
  const { next } = lines
  switch (change.kind) {
    case 'arrived': {
      const { update, hold } = change
      const uncounted = update.sampled && update.leftOut === null
      const quiet = update.lines.length === 0 && !uncounted && !update.leftOut && !update.skipped
      if (quiet) return lines
      const counted = {
        ...lines,
        next: next + update.lines.length,
        arrived: lines.arrived + update.lines.length,
        leftOut: lines.leftOut + (update.leftOut ?? 0),
        uncountedSeconds: lines.uncountedSeconds + (uncounted ? 1 : 0),
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
