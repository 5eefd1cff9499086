'use client'

import button from '@/components/shell/button.module.css'
import type { Trial } from '@/lib/trial'
import styles from './back-test.module.css'

interface Props {
  trial: Trial
  /** Names of alarms that there are. */
  alarms: string[]
  /** The member of the answer that refused the trial, and why. */
  wrong: { field: string; message: string } | null
  running: boolean
  onChange: (trial: Trial) => void
  onRun: () => void
}

const statistics = [
  'Sum',
  'Average',
  'Minimum',
  'Maximum',
  'SampleCount',
  'p50',
  'p90',
  'p95',
  'p99',
]
const missing = {
  notBreaching: 'treated as good',
  breaching: 'treated as breaching',
  ignore: 'keeps the state',
  missing: 'INSUFFICIENT DATA',
}

/** What to try: an alarm that there is, or a pattern and a threshold. */
export function TrialForm({ trial, alarms, wrong, running, onChange, onRun }: Props) {
  const set = (field: keyof Trial) => ({
    value: trial[field],
    onChange: ({ target }: { target: { value: string } }) =>
      onChange({ ...trial, [field]: target.value }),
  })
  const wrongPattern = wrong?.field.endsWith('pattern') ? wrong.message : null
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        onRun()
      }}
    >
      <label>
        alarm
        <select {...set('alarm')}>
          <option value="">new alarm</option>
          {alarms.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {trial.alarm === '' && (
        <>
          <label className={styles.wide}>
            filter pattern for the log events to count
            <input
              {...set('pattern')}
              spellCheck={false}
              maxLength={1024}
              aria-invalid={wrongPattern !== null}
              aria-describedby={wrongPattern === null ? undefined : 'wrong-pattern'}
            />
          </label>
          {wrongPattern !== null && (
            <p className={`${styles.wide} bad small`} id="wrong-pattern" role="alert">
              ✕ {wrongPattern}
            </p>
          )}
          <label>
            value per event
            <input {...set('value')} spellCheck={false} />
          </label>
          <label>
            statistic
            <select {...set('statistic')}>
              {statistics.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
          <label>
            comparison
            <select {...set('comparison')}>
              {['>', '>=', '<', '<='].map((sign) => (
                <option key={sign}>{sign}</option>
              ))}
            </select>
          </label>
          <label>
            threshold
            <input {...set('threshold')} type="number" step="any" required />
          </label>
          <label>
            period (seconds)
            <input {...set('period')} type="number" min={60} step={60} required />
          </label>
          <label>
            datapoints to alarm
            <input {...set('datapoints')} type="number" min={1} required />
          </label>
          <label>
            evaluation periods
            <input {...set('of')} type="number" min={1} required />
          </label>
          <label>
            missing data
            <select {...set('missing')}>
              {Object.entries(missing).map(([name, words]) => (
                <option key={name} value={name}>
                  {words}
                </option>
              ))}
            </select>
          </label>
        </>
      )}
      <div className={styles.wide}>
        <button type="submit" className={button.primary} disabled={running}>
          {running ? 'Running …' : 'When would it have fired?'}
        </button>
      </div>
    </form>
  )
}
