import { StatusBars } from '@/components/charts/status-bars'
import { Method } from '@/components/shell/log-text'
import { counted } from '@/lib/format'
import type { UrlByBin } from '@/lib/queries/url-by-bin'
import type { Window } from '@/lib/window'
import styles from './errors.module.css'

interface Props {
  rows: readonly UrlByBin[]
  window: Window
  zone: string
}

/** Programs that look for holes try them all. */
const maxDrawn = 3

const sum = (rows: readonly UrlByBin[]) => rows.reduce((total, { requests }) => total + requests, 0)

/** The rows of each method, those of what fails most first. */
export function byMethod(rows: readonly UrlByBin[]): [method: string, rows: UrlByBin[]][] {
  const methods = new Map<string, UrlByBin[]>()
  for (const row of rows) {
    const name = row.method ?? ''
    methods.set(name, [...(methods.get(name) ?? []), row])
  }
  const failed = (its: UrlByBin[], from: number) =>
    sum(its.filter(({ status }) => Number(status) >= from))
  return [...methods].sort(
    ([, a], [, b]) =>
      failed(b, 500) - failed(a, 500) || failed(b, 400) - failed(a, 400) || sum(b) - sum(a),
  )
}

/** The answers over time, for each method by itself: to show a page and to send its form are two requests. */
export function AnswersByMethod({ rows, window, zone }: Props) {
  const methods = byMethod(rows)
  const others = methods.slice(maxDrawn)
  return (
    <>
      {methods.slice(0, maxDrawn).map(([method, its]) => (
        <section key={method} aria-label={`${method} over time`}>
          <h3 className={styles.method}>
            <Method name={method} /> {counted(sum(its), 'request')}
          </h3>
          <StatusBars rows={its} window={window} zone={zone} />
        </section>
      ))}
      {others.length > 0 && (
        <p className="small mute">
          {counted(sum(others.flatMap(([, its]) => its)), 'request')} with other methods:{' '}
          {others.map(([method]) => method).join(', ')}
        </p>
      )}
    </>
  )
}
