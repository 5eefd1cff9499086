import type { ReactNode } from 'react'
import styles from './charts.module.css'

const shapes = {
  area: styles.area,
  outlined: styles.outlined,
  line: styles.line,
  dashed: styles.dashed,
}

interface Item {
  name: string
  /** Stands for the name where that is more than its text. */
  text?: ReactNode
  /** Without one there is no sign. */
  colour?: string
  shape?: keyof typeof shapes
}

/** What the colours of a chart stand for. What is `false` or `null` is not in the chart. */
export function Legend({ items }: { items: (Item | false | null)[] }) {
  const shown = items.filter((item) => item !== false && item !== null)
  return (
    <ul className={styles.legend} aria-label="Legend">
      {shown.map(({ name, text = name, colour, shape = 'area' }) => (
        <li key={name}>
          {colour && <i className={shapes[shape]} style={{ color: colour }} aria-hidden="true" />}
          {text}
        </li>
      ))}
    </ul>
  )
}
