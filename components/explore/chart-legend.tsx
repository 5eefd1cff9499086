import { LogText } from '@/components/shell/log-text'
import { oneLine } from './cell'
import { colourAt, dashAt } from './series'

/** The names of the series with their colours and dashes: neither tells alone. */
export function ChartLegend({ series, lines }: { series: string[]; lines: boolean }) {
  return (
    <p className="legend">
      {series.map((name, at) => (
        <span key={name}>
          {lines ? (
            <svg width="26" height="8" aria-hidden="true">
              <path
                d="M0 4h26"
                stroke={colourAt(at)}
                strokeWidth="2.5"
                strokeDasharray={dashAt(at)}
              />
            </svg>
          ) : (
            <i style={{ background: colourAt(at) }} />
          )}
          <LogText text={oneLine(name, 60)} />
        </span>
      ))}
    </p>
  )
}
