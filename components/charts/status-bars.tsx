import { full } from '@/lib/format'
import type { UrlByBin } from '@/lib/queries/url-by-bin'
import { TimeAxis } from './time-axis'

const groups = [
  { name: 'answered', holds: (status: number) => status < 400, color: 'var(--q2)' },
  { name: '4xx', holds: (status: number) => status >= 400 && status < 500, color: 'var(--warn)' },
  { name: '5xx', holds: (status: number) => status >= 500, color: 'var(--bad)' },
]

/** The answers of one URL over time, failures on top of what went well. */
export function StatusBars({
  rows,
  bins,
  zone,
}: {
  rows: UrlByBin[]
  bins: number[]
  zone: string
}) {
  const sum = (bin: number, at: number) =>
    rows
      .filter((row) => row.bin === bin && groups[at]?.holds(Number(row.status)))
      .reduce((total, row) => total + row.requests, 0)
  const stacks = bins.map((bin) => ({ bin, parts: groups.map((_, at) => sum(bin, at)) }))
  const most = Math.max(1, ...stacks.map(({ parts }) => parts.reduce((a, b) => a + b, 0)))
  const width = 100 / Math.max(1, bins.length)
  return (
    <>
      <p className="legend">
        {groups.map(({ name, color }, at) => (
          <span key={name}>
            <i style={{ background: color }} />
            {name}: {full(stacks.reduce((total, { parts }) => total + (parts[at] ?? 0), 0))}
          </span>
        ))}
        <span>highest bar: {full(most)}</span>
      </p>
      <div style={{ height: 170, margin: '10px 34px 4px' }}>
        <svg
          viewBox="0 0 100 100"
          preserveAspectRatio="none"
          style={{ width: '100%', height: '100%' }}
          role="img"
          aria-label="Answers over time"
        >
          <line
            x1="0"
            x2="100"
            y1="100"
            y2="100"
            stroke="var(--line)"
            vectorEffect="non-scaling-stroke"
          />
          {stacks.map(({ bin, parts }, at) => {
            let below = 0
            return parts.map((value, part) => {
              below += value
              return (
                value > 0 && (
                  <rect
                    key={`${bin} ${groups[part]?.name}`}
                    x={(at * width + width * 0.12).toFixed(2)}
                    width={(width * 0.76).toFixed(2)}
                    y={(100 - (below / most) * 100).toFixed(2)}
                    height={((value / most) * 100).toFixed(2)}
                    fill={groups[part]?.color}
                  />
                )
              )
            })
          })}
        </svg>
      </div>
      <TimeAxis bins={bins} zone={zone} />
    </>
  )
}
