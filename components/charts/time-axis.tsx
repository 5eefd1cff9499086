import styles from './charts.module.css'
import { percent } from './scale'
import { timeTicks } from './time-ticks'

// The narrowest plot that each is for, in px; the style sheet shows the one that has room.
const sizes = [
  { px: 230, className: styles.narrow },
  { px: 560, className: styles.wide },
]

interface Props {
  fromMs: number
  toMs: number
  zone: string
}

/** The labels of a time axis along the lower edge of what it stands in, for a narrow and a wide plot. */
export function TimeAxis({ fromMs, toMs, zone }: Props) {
  return sizes.map(({ px, className }) => (
    <div key={px} className={className} aria-hidden="true">
      {timeTicks(fromMs, toMs, zone, px).map(({ ms, text }) => (
        <span key={ms} style={{ left: percent((ms - fromMs) / (toMs - fromMs)) }}>
          {text}
        </span>
      ))}
    </div>
  ))
}
