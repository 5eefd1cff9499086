'use client'

import button from '@/components/shell/button.module.css'
import { useAction } from '@/components/shell/use-action'
import { withBase } from '@/lib/base-path'
import styles from './alarms.module.css'
import { Refused } from './refused'

interface Props {
  name: string
  url: string
  onKeep: () => void
}

/** Asks once, and says what is lost. */
export function DeleteForm({ name, url, onKeep }: Props) {
  const { state, why, commands, begin } = useAction(url, () => location.assign(withBase('/alarms')))
  return (
    <>
      <p className="small">
        <b>Delete {name} for good?</b> No one will be notified by it, and its threshold and
        recipients are lost. Its metric, the metric filter behind it and 30 days of its history
        stay.
      </p>
      <div className={styles.fields}>
        <button
          type="button"
          className={`${button.alert} ${button.slim} ${styles.alert}`}
          disabled={state === 'running'}
          onClick={() => begin({}, 'DELETE')}
        >
          {state === 'running' ? 'Deleting …' : 'Delete for good'}
        </button>
        <button
          type="button"
          className={`${button.plain} ${button.slim} ${styles.onSoft}`}
          onClick={onKeep}
        >
          Keep it
        </button>
      </div>
      <Refused what="Not deleted." why={why} commands={commands} />
    </>
  )
}
