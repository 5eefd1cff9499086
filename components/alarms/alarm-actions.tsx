'use client'

import { useState } from 'react'
import button from '@/components/shell/button.module.css'
import { useMay } from '@/components/shell/caller'
import type { Frame } from '@/components/shell/frame'
import type { Alarm } from '@/lib/alarms/alarm'
import { writeView } from '@/lib/view'
import { AcknowledgeForm } from './acknowledge-form'
import styles from './alarms.module.css'
import { DeleteForm } from './delete-form'
import { EditForm } from './edit-form'
import { MuteForm } from './mute-form'

const actions = ['acknowledge', 'mute', 'edit', 'delete'] as const
type Action = (typeof actions)[number]

const words: Record<Action, string> = {
  acknowledge: 'Acknowledge',
  mute: 'Mute',
  edit: 'Edit',
  delete: 'Delete',
}

function declaredWords({ declared }: Alarm): string | null {
  if (declared === 'CafeWatch')
    return 'This alarm comes with CafeWatch. To change it, declare an alarm of the same name in the site file; to have no one notified, with "notify": "none". Here it can be muted and acknowledged.'
  if (declared === 'site file')
    return 'This alarm is declared in the site file and put again at each start. Change or remove it there and restart. Here it can be muted and acknowledged.'
  return null
}

interface Props extends Frame {
  alarm: Alarm
  /** Names of those who are notified now. */
  notified: readonly string[]
  /** The address of the alarm in the API. */
  url: string
  /** Reads the alarm again. */
  onDone: () => void
}

/** What can be done about an alarm, one thing at a time. */
export function AlarmActions({ alarm, notified, url, onDone, ...frame }: Props) {
  const [open, setOpen] = useState<Action | null>(null)
  const mayAct = useMay('operator')
  const { view, zone, nowMs } = frame
  const close = () => setOpen(null)
  const done = () => {
    close()
    onDone()
  }
  const offered = actions.filter((one) => one !== 'acknowledge' || alarm.state === 'ALARM')
  const shown = open !== null && offered.includes(open) ? open : null
  const declared = shown === 'edit' || shown === 'delete' ? declaredWords(alarm) : null
  if (!mayAct) return null
  const common = { url, onDone: done, zone, nowMs }
  return (
    <section
      className={styles.doing}
      aria-label="Actions"
      onKeyDown={({ key }) => {
        if (key === 'Escape') close()
      }}
    >
      <div className={styles.actions}>
        {offered.map((action) => (
          <button
            key={action}
            type="button"
            className={`${button.plain} ${button.slim}`}
            aria-expanded={shown === action}
            onClick={() => setOpen(shown === action ? null : action)}
          >
            {words[action]}
          </button>
        ))}
      </div>
      {shown && (
        <div className={styles.proposal}>
          {declared && <p className="small">{declared}</p>}
          {shown === 'mute' && <MuteForm {...common} />}
          {shown === 'acknowledge' && <AcknowledgeForm url={url} onDone={done} />}
          {shown === 'edit' && !declared && !alarm.metric && (
            <p className="small">Only alarms on metrics can be edited here.</p>
          )}
          {shown === 'edit' && !declared && alarm.metric && (
            <EditForm
              {...common}
              metric={alarm.metric}
              notified={notified}
              range={writeView({ range: view.range })}
            />
          )}
          {shown === 'delete' && !declared && (
            <DeleteForm name={alarm.name} url={url} onKeep={close} />
          )}
        </div>
      )}
    </section>
  )
}
