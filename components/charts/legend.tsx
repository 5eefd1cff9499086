import type { ReactNode } from 'react'
import styles from './charts.module.css'

export function Legend({ children }: { children: ReactNode }) {
  return (
    <ul className={styles.legend} aria-label="Legend">
      {children}
    </ul>
  )
}

/** One colour of a chart and what it stands for. */
export function LegendItem({
  colour,
  shape = 'area',
  children,
}: {
  colour?: string
  shape?: 'area' | 'outlined' | 'line' | 'dashed'
  children: ReactNode
}) {
  return (
    <li>
      {colour && <i className={styles[shape]} style={{ color: colour }} aria-hidden="true" />}
      {children}
    </li>
  )
}
