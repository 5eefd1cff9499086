import { clock, day } from '@/lib/format'

/** Few marks at even distances: hours within a day, days beyond. */
export function timeMarks(bins: number[], zone: string, most = 6): { at: number; text: string }[] {
  const step = Math.max(1, Math.ceil(bins.length / most))
  const spanMs = (bins.at(-1) ?? 0) - (bins[0] ?? 0)
  return bins
    .map((ms, at) => ({ at, text: spanMs > 2 * 86_400_000 ? day(ms, zone) : clock(ms, zone) }))
    .filter(({ at }) => at % step === 0)
}

export function TimeAxis({ bins, zone }: { bins: number[]; zone: string }) {
  return (
    <div className="axis" aria-hidden="true">
      {timeMarks(bins, zone).map(({ at, text }) => (
        <span key={at} style={{ left: `${((at + 0.5) / Math.max(1, bins.length)) * 100}%` }}>
          {text}
        </span>
      ))}
    </div>
  )
}
