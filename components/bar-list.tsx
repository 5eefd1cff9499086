import { full, short } from '@/lib/format'
import { LogText } from './log-text'

export interface Entry {
  key: string
  name: string
  more?: string
  value: number
  note?: string
  href?: string
}

/** A ranked list with soft bars behind the labels. */
export function BarList({ entries, label }: { entries: Entry[]; label: string }) {
  const most = Math.max(1, ...entries.map(({ value }) => value))
  return (
    <ol className="list" aria-label={label}>
      {entries.map(({ key, name, more, value, note, href }) => {
        const inner = (
          <>
            <span className="name">
              <LogText text={name} /> {more && <span className="mute small">{more}</span>}
            </span>
            {note && <span className="mute small">{note}</span>}
            <b title={full(value)}>{short(value)}</b>
          </>
        )
        return (
          <li key={key}>
            <i style={{ width: `${(value / most) * 100}%` }} aria-hidden="true" />
            {href ? <a href={href}>{inner}</a> : <div>{inner}</div>}
          </li>
        )
      })}
    </ol>
  )
}
