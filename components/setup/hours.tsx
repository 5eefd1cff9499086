import { Card } from '@/components/shell/card'
import { type OpeningHours, weekdays } from '@/lib/shop/opening-hours'
import { problemsAt } from './page-words'
import { Problems } from './problem'
import type { SectionProps } from './section'
import styles from './setup.module.css'

const names: Record<(typeof weekdays)[number], string> = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
}
const dayMinutes = 24 * 60
const wholeWeek = Object.fromEntries(weekdays.map((name) => [name, ['00:00-24:00']]))

const minutesOf = (clock = '') => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))
const part = (minutes: number) => `${Math.min(100, Math.max(0, (minutes / dayMinutes) * 100))}%`

/** A day as a strip, open hours filled. */
function Strip({ ranges }: { ranges: readonly string[] }) {
  return (
    <span className={styles.strip} aria-hidden="true">
      {ranges.flatMap((range) => {
        const [from, to] = range.split('-').map((clock) => minutesOf(clock.trim()))
        if (from === undefined || to === undefined || Number.isNaN(from + to)) return []
        const end = to > from ? to : dayMinutes
        return [<i key={range} style={{ left: part(from), width: part(end - from) }} />]
      })}
    </span>
  )
}

/** When orders can come: at any time, or in the hours of each day. */
export function Hours({ draft, change, problems, zone }: SectionProps & { zone: string }) {
  const hours = draft.openingHours
  const set = (openingHours: OpeningHours | null) => change({ ...draft, openingHours })
  return (
    <Card
      id="hours"
      title="3 When orders can come"
      about={hours ? 'outside these hours none is expected' : 'at any time'}
    >
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={hours === null}
          onChange={({ target }) => set(target.checked ? null : { zone, ...wholeWeek })}
        />
        At any time
      </label>
      {hours && (
        <div className={styles.days}>
          {weekdays.map((name) => (
            <label key={name}>
              <span>{names[name].slice(0, 3)}</span>
              <Strip ranges={hours[name] ?? []} />
              <input
                className={styles.text}
                aria-label={`${names[name]}, such as 08:00-12:00, 13:00-22:00; empty when closed`}
                placeholder="closed"
                aria-invalid={problemsAt(problems, 'openingHours', name).length > 0}
                value={(hours[name] ?? []).join(',')}
                onChange={({ target }) => {
                  const ranges = target.value.split(',').map((range) => range.trimStart())
                  set({ ...hours, [name]: target.value.trim() === '' ? [] : ranges })
                }}
              />
            </label>
          ))}
          <label>
            <span>Zone</span>
            <input
              className={styles.text}
              value={hours.zone}
              aria-invalid={problemsAt(problems, 'openingHours', 'zone').length > 0}
              onChange={({ target }) => set({ ...hours, zone: target.value })}
            />
          </label>
        </div>
      )}
      <Problems problems={problems} />
    </Card>
  )
}
