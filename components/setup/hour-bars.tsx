import { clock, counted } from '@/lib/format'
import type { Preview } from '@/lib/setup/proposal'
import { hourMs } from '@/lib/time'
import styles from './setup.module.css'

const width = 12
const height = 44
const everyHours = 6

/** Orders of each hour; hours in which the shop is closed are a grey field. */
export function HourBars({ preview }: { preview: Preview }) {
  const { perHour, closed, fromMs, zone } = preview
  const most = Math.max(1, ...perHour)
  const busiest = perHour.indexOf(Math.max(...perHour))
  const at = (hour: number) => clock(fromMs + hour * hourMs, zone)
  const label =
    preview.orders === 0
      ? 'Orders by hour: none'
      : `Orders by hour: most, ${counted(perHour[busiest] ?? 0, 'order')}, from ${at(busiest)} to ${at(busiest + 1)}`
  return (
    <svg
      className={styles.bars}
      viewBox={`0 0 ${perHour.length * width} ${height + 16}`}
      role="img"
      aria-label={label}
    >
      {perHour.map((count, hour) => {
        const tall = Math.max(count > 0 ? 2 : 0, (count / most) * height)
        const x = hour * width
        return (
          <g key={at(hour) + String(hour)}>
            <title>{`${at(hour)}: ${counted(count, 'order')}${closed[hour] ? ', closed' : ''}`}</title>
            <rect
              x={x}
              y={0}
              width={width}
              height={height}
              data-closed={closed[hour] || undefined}
            />
            <rect x={x + 1} y={height - tall} width={width - 2} height={tall} data-count="" />
            {hour % everyHours === 0 && (
              <text x={x} y={height + 13}>
                {at(hour).slice(0, 2)}
              </text>
            )}
          </g>
        )
      })}
    </svg>
  )
}
