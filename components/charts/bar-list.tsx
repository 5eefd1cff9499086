import { LogText } from '@/components/shell/log-text'
import { full, short } from '@/lib/format'
import styles from './charts.module.css'
import { percent } from './scale'

export interface Entry {
  key: string
  name: string
  more?: string
  /** In full, where `name` is shortened. */
  title?: string
  /** How many lines the name may take. */
  lines?: 2
  value: number
  note?: string
  href?: string
}

/** A ranked list with soft bars behind the labels. */
export function BarList({ entries, label }: { entries: Entry[]; label: string }) {
  const largest = Math.max(1, ...entries.map(({ value }) => value))
  return (
    <ol className={styles.list} aria-label={label}>
      {entries.map(({ key, name, more, title, lines, value, note, href }) => {
        const inner = (
          <>
            <span className={lines === 2 ? styles.twoLines : styles.name} title={title}>
              <LogText text={name} /> {more && <span className="mute small">{more}</span>}
            </span>
            {note && <span className="mute small">{note}</span>}
            <b title={full(value)}>{short(value)}</b>
          </>
        )
        return (
          <li key={key}>
            <i style={{ width: percent(value / largest) }} aria-hidden="true" />
            {href ? <a href={href}>{inner}</a> : <div>{inner}</div>}
          </li>
        )
      })}
    </ol>
  )
}
