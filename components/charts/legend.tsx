import type { ReactNode } from 'react'
import styles from './charts.module.css'

export function Legend({ children }: { children: ReactNode }) {
  return (
    <ul className={styles.legend} aria-label="Legend">
      {children}
    </ul>
  )
}

const shapes = {
  area: styles.area,
  outlined: styles.outlined,
  line: styles.line,
  dashed: styles.dashed,
}

/** One colour of a chart and what it stands for. */
export function LegendItem({
  colour,
  shape = 'area',
  children,
}: {
  colour?: string
  shape?: keyof typeof shapes
  children: ReactNode
}) {
  return (
    <li>
      {colour && <i className={shapes[shape]} style={{ color: colour }} aria-hidden="true" />}
      {children}
    </li>
  )
}
