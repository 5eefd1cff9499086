import { colourAt } from '@/components/charts/colours'
import { Legend, LegendItem } from '@/components/charts/legend'
import { LogText } from '@/components/shell/log-text'
import { oneLine } from './cell'
import { dashAt } from './dashes'

/** The names of the series with their colours and dashes: neither tells alone. */
export function ChartLegend({ series, lines }: { series: string[]; lines: boolean }) {
  return (
    <Legend>
      {series.map((name, at) => (
        <LegendItem key={name} colour={lines ? undefined : colourAt(at)}>
          {lines && (
            <svg width="26" height="8" aria-hidden="true">
              <path
                d="M0 4h26"
                stroke={colourAt(at)}
                strokeWidth="2.5"
                strokeDasharray={dashAt(at)}
              />
            </svg>
          )}
          <LogText text={oneLine(name, 60)} />
        </LegendItem>
      ))}
    </Legend>
  )
}
