import { Bar, BarChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import styles from './hover.module.css'

interface Note {
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

interface Props {
  label: string
  /** How many places of equal width the plot has. */
  count: number
  noteOf: (at: number) => Note
}

/** What a chart does under the pointer and the arrow keys: Recharts, without marks of its own, over the drawing. */
export function Hover({ label, count, noteOf }: Props) {
  const places = Array.from({ length: count }, (_, at) => ({ at, full: 1 }))
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart data={places} margin={{ top: 0, right: 0, bottom: 0, left: 0 }} aria-label={label}>
        <XAxis dataKey="at" hide />
        <YAxis domain={[0, 1]} hide />
        <Bar dataKey="full" fill="transparent" isAnimationActive={false} />
        <ChartTooltip noteOf={noteOf} />
      </BarChart>
    </ResponsiveContainer>
  )
}
