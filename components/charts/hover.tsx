import { Bar, BarChart, ResponsiveContainer, XAxis, YAxis } from 'recharts'
import { ChartTooltip, type Note } from './tooltip'

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
