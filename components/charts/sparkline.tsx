import styles from './charts.module.css'
import { LinePath } from './lines'

/** A small line of values from oldest to newest; a picture beside the number, never instead of it. */
export function Sparkline({ values, color }: { values: number[]; color: string }) {
  const scale = { low: 0, high: Math.max(1, ...values) }
  return (
    <svg
      className={styles.spark}
      viewBox="0 -8 100 116"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <LinePath values={values} scale={scale} stroke={color} />
    </svg>
  )
}
