'use client'

import { useState } from 'react'
import button from '@/components/shell/button.module.css'
import type { Clock } from '@/components/shell/frame'
import { useAction } from '@/components/shell/use-action'
import { dayMs, hourMs } from '@/lib/time'
import { momentAt, wallOf } from '@/lib/zone'
import styles from './alarms.module.css'
import { Refused } from './refused'

/** Tomorrow at eight, by the clock of a zone, epoch ms. */
export function tomorrowAtEight({ nowMs, zone }: Clock): number {
  const wallMs = wallOf(nowMs, zone)
  return momentAt(Math.floor(wallMs / dayMs) * dayMs + dayMs + 8 * hourMs, zone)
}

interface Props extends Clock {
  url: string
  onDone: () => void
}

/** For how long an alarm is muted: three usual times, or a chosen one. */
export function MuteForm({ url, onDone, zone, nowMs }: Props) {
  const { state, why, commands, begin } = useAction(`${url}/mute`, onDone)
  const [chosen, setChosen] = useState('')
  const choice = (words: string, asked: () => { forMinutes: number } | { untilMs: number }) => (
    <button
      type="button"
      className={`${button.plain} ${button.slim} ${styles.onSoft}`}
      disabled={state === 'running'}
      onClick={() => begin(asked(), 'PUT')}
    >
      {words}
    </button>
  )
  return (
    <>
      <p className="small">
        While it is muted no one is notified; states and history go on. If it is in ALARM when the
        mute ends, the message is sent then.
      </p>
      <div className={styles.fields}>
        {choice('15 minutes', () => ({ forMinutes: 15 }))}
        {choice('1 hour', () => ({ forMinutes: 60 }))}
        {choice('Until tomorrow 08:00', () => ({ untilMs: tomorrowAtEight({ nowMs, zone }) }))}
        <form
          className={styles.fields}
          onSubmit={(event) => {
            event.preventDefault()
            const wallMs = Date.parse(`${chosen}Z`)
            if (!Number.isNaN(wallMs)) void begin({ untilMs: momentAt(wallMs, zone) }, 'PUT')
          }}
        >
          <label>
            until ({zone})
            <input
              type="datetime-local"
              required
              value={chosen}
              onChange={({ target }) => setChosen(target.value)}
            />
          </label>
          <button type="submit" className={button.slim} disabled={state === 'running'}>
            Mute until then
          </button>
        </form>
      </div>
      <Refused what="Not muted." why={why} commands={commands} />
    </>
  )
}
