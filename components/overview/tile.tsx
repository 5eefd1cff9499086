import type { ReactNode } from 'react'
import { Sparkline } from '@/components/charts/marks'
import type { Comparison } from './compare-periods'
import styles from './tiles.module.css'

export interface TileProps {
  title: string
  value: string | null
  exact?: string
  /** Why there is no number. */
  none: ReactNode
  comparisons: Comparison[]
  /** What is the matter now, beside a number that may still look well. */
  alert?: string | null
  values: number[]
  partialAt: (at: number) => boolean
  color: string
  /** What the number holds that one would not expect. */
  note?: ReactNode
  /** Explore, with the query of the values. */
  href?: string
  /** Stands where there are no values over time. */
  more?: ReactNode
}

function Compared({ period, before, isKnown, change, isWorse }: Comparison) {
  return (
    <li>
      <span className={styles.period}>
        <span className={styles.hours}>same hours </span>
        {period}
      </span>
      <span className={isKnown ? styles.before : styles.why}>{before}</span>
      {change !== null && (
        <span className={isWorse ? styles.worse : styles.difference}>
          {change}
          {isWorse && <span className="hidden"> worse</span>}
        </span>
      )}
    </li>
  )
}

/** A number of the period, over time and against the same hours before. */
export function Tile(props: TileProps) {
  const { title, value, exact, none, comparisons, alert, note, values } = props
  const { partialAt, color, href, more } = props
  const isCut = values.some((_, at) => partialAt(at))
  return (
    <article className={styles.tile}>
      <header>
        <h2>{title}</h2>
        {alert && <span className="bad">{alert}</span>}
      </header>
      {value === null ? (
        <p className={styles.none}>{none}</p>
      ) : (
        <div className={styles.number}>
          <p className={styles.value} title={exact}>
            {value}
          </p>
          {more ?? (
            <a
              href={href}
              title={`Open in Explore${isCut ? '. Dashed: unfinished.' : ''}`}
              aria-label={`${title} over time: open in Explore`}
            >
              <Sparkline values={values} color={color} partialAt={partialAt} />
            </a>
          )}
        </div>
      )}
      {value !== null && note && <p className="small mute">{note}</p>}
      {value !== null && (
        <ul className={styles.comparisons}>
          {comparisons.map((comparison) => (
            <Compared key={comparison.period} {...comparison} />
          ))}
        </ul>
      )}
    </article>
  )
}
