'use client'

import { useState } from 'react'
import button from '@/components/shell/button.module.css'
import type { Clock } from '@/components/shell/frame'
import { useAction } from '@/components/shell/use-action'
import { useReading } from '@/components/shell/use-reading'
import type { Alarm } from '@/lib/alarms/alarm'
import type { RecipientsReading } from '@/lib/recipient'
import { minuteMs } from '@/lib/time'
import styles from './alarms.module.css'
import { Refused } from './refused'
import { type Edit, useEditTrial } from './use-edit-trial'
import { verdict } from './verdict'

interface Props extends Clock {
  metric: NonNullable<Alarm['metric']>
  /** Names of those who are notified now. */
  notified: readonly string[]
  url: string
  /** The period that the edited alarm is tried on, as the end of an address. */
  range: string
  onDone: () => void
}

interface Typed {
  threshold: string
  datapointsToAlarm: string
  evaluationPeriods: string
}

const numbers: [keyof Typed, label: string, more: object][] = [
  ['threshold', 'threshold', { step: 'any' }],
  ['datapointsToAlarm', 'datapoints to alarm', { min: 1 }],
  ['evaluationPeriods', 'of periods', { min: 1, max: 1440 }],
]

function Notify({
  notified,
  chosen,
  onChange,
}: {
  notified: readonly string[]
  chosen: readonly string[]
  onChange: (names: string[]) => void
}) {
  const { reading } = useReading<RecipientsReading>('/api/recipients', null, minuteMs)
  const declared =
    reading?.ok && reading.by === 'engine' ? reading.recipients.map(({ name }) => name) : []
  const names = [...new Set([...notified, ...declared])]
  return (
    <fieldset className={styles.notify}>
      <legend>who is notified</legend>
      {names.length === 0 && <span className="small mute">There are no recipients yet.</span>}
      {names.map((name) => (
        <label key={name}>
          <input
            type="checkbox"
            checked={chosen.includes(name)}
            onChange={({ target }) =>
              onChange(target.checked ? [...chosen, name] : chosen.filter((one) => one !== name))
            }
          />{' '}
          {name}
        </label>
      ))}
    </fieldset>
  )
}

/** Other thresholds and recipients for an alarm: tried on the past first, then saved. */
export function EditForm({ metric, notified, url, range, onDone, ...clock }: Props) {
  const { comparison, periodSeconds } = metric
  const [typed, setTyped] = useState<Typed>({
    threshold: String(metric.threshold),
    datapointsToAlarm: String(metric.datapointsToAlarm),
    evaluationPeriods: String(metric.evaluationPeriods),
  })
  const [notify, setNotify] = useState([...notified])
  const save = useAction(url, onDone)
  const edit: Edit = {
    threshold: Number(typed.threshold),
    datapointsToAlarm: Number(typed.datapointsToAlarm),
    evaluationPeriods: Number(typed.evaluationPeriods),
    notify,
  }
  const trial = useEditTrial(`${url}/trial${range}`)
  const isTried = trial.outcome !== null && trial.of === JSON.stringify(edit)
  const outcome = isTried ? trial.outcome : null
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void trial.run(edit)
      }}
    >
      <div className={styles.fields}>
        {numbers.map(([field, label, more]) => (
          <label key={field}>
            {field === 'threshold' ? `${label} (${comparison})` : label}
            <input
              type="number"
              required
              {...more}
              value={typed[field]}
              onChange={({ target }) => setTyped({ ...typed, [field]: target.value })}
            />
          </label>
        ))}
        <span className="small mute">each of {periodSeconds} s</span>
      </div>
      <Notify notified={notified} chosen={notify} onChange={setNotify} />
      <div className={styles.fields}>
        <button
          type="submit"
          className={`${button.plain} ${button.slim} ${styles.onSoft}`}
          disabled={trial.running}
        >
          {trial.running ? 'Running …' : 'Would it have fired?'}
        </button>
        {isTried && (
          <button
            type="button"
            className={button.slim}
            disabled={save.state === 'running'}
            onClick={() => save.begin(edit, 'PUT')}
          >
            {save.state === 'running' ? 'Saving …' : 'Save'}
          </button>
        )}
      </div>
      <div className="small" aria-live="polite">
        {outcome?.state === 'done' && (
          <dl className={styles.facts}>
            <div>
              <dt>as it is now</dt>
              <dd>{outcome.now && verdict(outcome.now, clock)}</dd>
            </div>
            <div>
              <dt>as edited</dt>
              <dd>
                <b>{outcome.edited && verdict(outcome.edited, clock)}</b>
              </dd>
            </div>
          </dl>
        )}
        {outcome?.state === 'done' &&
          outcome.edited?.notKnown.map((sentence) => <p key={sentence}>{sentence}</p>)}
        {outcome?.state === 'failed' && (
          <p>
            <b>What it would have done is not known.</b> {outcome.why}
          </p>
        )}
      </div>
      <Refused what="Not saved." why={save.why} commands={save.commands} />
    </form>
  )
}
