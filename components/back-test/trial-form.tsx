'use client'

import button from '@/components/shell/button.module.css'
import type { Trial } from '@/lib/trial'
import styles from './back-test.module.css'

interface Props {
  trial: Trial
  alarms: string[]
  /** Why the pattern was refused. */
  wrongPattern: string | null
  running: boolean
  /** The log is still being read. */
  waiting: boolean
  onChange: (trial: Trial) => void
  onRun: () => void
}

const stats = ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount', 'p50', 'p90', 'p95', 'p99']
const missing = {
  notBreaching: 'treated as good',
  breaching: 'treated as breaching',
  ignore: 'keeps the state',
  missing: 'INSUFFICIENT DATA',
}

/** What to try: an alarm that there is, or a pattern and a threshold. */
export function TrialForm({
  trial,
  alarms,
  wrongPattern,
  running,
  waiting,
  onChange,
  onRun,
}: Props) {
  const set = (field: keyof Trial) => ({
    value: trial[field],
    onChange: ({ target }: { target: { value: string } }) =>
      onChange({ ...trial, [field]: target.value }),
  })
  /** `options` are values, or values with their words. */
  const select = (label: string, field: keyof Trial, options: (string | [string, string])[]) => (
    <label>
      {label}
      <select {...set(field)}>
        {options.map((option) => {
          const [value, words] = typeof option === 'string' ? [option, option] : option
          return (
            <option key={value} value={value}>
              {words}
            </option>
          )
        })}
      </select>
    </label>
  )
  const number = (label: string, field: keyof Trial, step: object) => (
    <label>
      {label}
      <input {...set(field)} type="number" required {...step} />
    </label>
  )
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        onRun()
      }}
    >
      {select('alarm', 'alarm', [['', 'new alarm'], ...alarms])}
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
          {select('statistic', 'statistic', stats)}
          {select('comparison', 'comparison', ['>', '>=', '<', '<='])}
          {number('threshold', 'threshold', { step: 'any' })}
          {number('period (seconds)', 'period', { min: 60, step: 60 })}
          {number('datapoints to alarm', 'datapoints', { min: 1 })}
          {number('evaluation periods', 'of', { min: 1 })}
          {select('missing data', 'missing', Object.entries(missing))}
        </>
      )}
      <div className={styles.wide}>
        <button type="submit" className={button.primary} disabled={running || waiting}>
          {running ? 'Running …' : 'When would it have fired?'}
        </button>
      </div>
    </form>
  )
}
