'use client'

import { useEffect, useState } from 'react'
import button from '@/components/shell/button.module.css'
import { useAction } from '@/components/shell/use-action'
import { maxName, maxNote } from '@/lib/alarms/hold'
import styles from './alarms.module.css'
import { Refused } from './refused'

// The name that this browser acknowledged with last.
const storedName = 'cafewatch.name'

/** Who has seen a raised alarm, with a note. */
export function AcknowledgeForm({ url, onDone }: { url: string; onDone: () => void }) {
  const { state, why, commands, begin } = useAction(`${url}/acknowledgement`, onDone)
  const [by, setBy] = useState('')
  const [note, setNote] = useState('')
  useEffect(() => setBy(localStorage.getItem(storedName) ?? ''), [])
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        localStorage.setItem(storedName, by)
        void begin({ by, note }, 'PUT')
      }}
    >
      <p className="small">
        Tells others that someone is on it, until the alarm returns to OK. It does not mute.
      </p>
      <div className={styles.fields}>
        <label>
          your name
          <input
            required
            maxLength={maxName}
            value={by}
            onChange={({ target }) => setBy(target.value)}
          />
        </label>
        <label className={styles.grow}>
          note (optional)
          <input
            maxLength={maxNote}
            value={note}
            onChange={({ target }) => setNote(target.value)}
          />
        </label>
        <button type="submit" className={button.slim} disabled={state === 'running'}>
          {state === 'running' ? 'Saving …' : 'I have seen it'}
        </button>
      </div>
      <Refused what="Not acknowledged." why={why} commands={commands} />
    </form>
  )
}
