import type { TimeRange } from '@/lib/time'

export const overlap = (a: TimeRange, b: TimeRange) => a.fromMs < b.toMs && b.fromMs < a.toMs

/** What is left of a range outside of others. */
export const without = (range: TimeRange, others: readonly TimeRange[]): TimeRange[] =>
  others.reduce<TimeRange[]>(
    (left, other) =>
      left.flatMap((part) =>
        overlap(part, other)
          ? [
              { fromMs: part.fromMs, toMs: other.fromMs },
              { fromMs: other.toMs, toMs: part.toMs },
            ].filter(({ fromMs, toMs }) => fromMs < toMs)
          : [part],
      ),
    [range],
  )
