import { Tooltip } from 'recharts'
import styles from './tooltip.module.css'

export interface Note {
  title: string
  values: { name: string; value: string; colour: string }[]
}

/** The values under the pointer, or under the arrow keys; `noteOf` is given the value of the chart's main axis. */
export function ChartTooltip({ noteOf }: { noteOf: (label: number) => Note }) {
  return (
    <Tooltip
      cursor={{ fill: 'var(--ink)', stroke: 'var(--ink)', fillOpacity: 0.08, strokeOpacity: 0.2 }}
      wrapperStyle={{ zIndex: 2 }}
      isAnimationActive={false}
      content={({ active, label }) => {
        if (!active || label === undefined) return null
        const { title, values } = noteOf(Number(label))
        return (
          <div className={styles.note}>
            <strong>{title}</strong>
            {values.map(({ name, value, colour }) => (
              <span key={name}>
                <i style={{ background: colour }} />
                {name} <b>{value}</b>
              </span>
            ))}
          </div>
        )
      }}
    />
  )
}
