import styles from './charts.module.css'
import { percent } from './scale'
import { timeTicks } from './time-ticks'

// The narrowest plot that each is for, in px; the style sheet shows the one that has room.
const widths = { narrow: 230, wide: 560 }

interface Props {
  fromMs: number
  toMs: number
  zone: string
}

/** The labels of a time axis along the lower edge of what it stands in, for a narrow and a wide plot. */
export function TimeAxis({ fromMs, toMs, zone }: Props) {
  return (['narrow', 'wide'] as const).map((size) => (
    <div key={size} className={styles[size]} aria-hidden="true">
      {timeTicks(fromMs, toMs, zone, widths[size]).map(({ ms, text }) => (
        <span key={ms} style={{ left: percent((ms - fromMs) / (toMs - fromMs)) }}>
          {text}
        </span>
      ))}
    </div>
  ))
}
