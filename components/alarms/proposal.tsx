'use client'

import { useState } from 'react'
import button from '@/components/shell/button.module.css'
import { CopyText } from '@/components/shell/copy-text'
import { Disclosure } from '@/components/shell/disclosure'
import type { Proposal } from '@/lib/blind-spots/result'
import { counted, moment } from '@/lib/format'
import styles from './alarms.module.css'

type Creating = { state: 'creating' | 'created' } | { state: 'refused'; text: string } | null

interface Answer {
  ok?: boolean
  failure?: { message: string; remedy: string }
  error?: { message: string }
}

async function createAlarm({ filters, alarm }: Proposal): Promise<Creating> {
  try {
    const response = await fetch('/api/alarms', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ filters, alarm }),
    })
    const answer = (await response.json()) as Answer
    if (answer.ok) return { state: 'created' }
    const { failure, error } = answer
    const why = error?.message ?? (failure && `${failure.message} ${failure.remedy}`)
    return { state: 'refused', text: why ?? 'The server gave no reason.' }
  } catch {
    return { state: 'refused', text: 'The CafeWatch server cannot be reached.' }
  }
}

/** An alarm that would have seen a gap, ready to be created. */
export function Proposed({
  proposal,
  mayCreate,
  onCreated,
  zone,
  nowMs,
}: {
  proposal: Proposal
  mayCreate: boolean
  onCreated: () => void
  zone: string
  nowMs: number
}) {
  const [creating, setCreating] = useState<Creating>(null)
  const { alarm, firesAtMs, delayMinutes, falseAlarms } = proposal
  const elsewhere =
    falseAlarms.times === 0
      ? 'and at no other time in this period'
      : `and ${counted(falseAlarms.times, 'other time')} in this period (${counted(falseAlarms.minutes, 'minute')})`
  const begin = async () => {
    setCreating({ state: 'creating' })
    const became = await createAlarm(proposal)
    setCreating(became)
    if (became?.state === 'created') onCreated()
  }
  return (
    <div className={styles.proposal}>
      <p className="small">
        An alarm <b>{alarm.name}</b> would have fired at <b>{moment(firesAtMs, nowMs, zone)}</b>,
        after {counted(delayMinutes, 'minute')}, {elsewhere}.
      </p>
      <div className={styles.actions}>
        {mayCreate && creating?.state !== 'created' && (
          <button
            type="button"
            className={button.slim}
            onClick={begin}
            disabled={creating?.state === 'creating'}
          >
            {creating?.state === 'creating' ? 'Creating …' : 'Create alarm'}
          </button>
        )}
        <Disclosure summary="Site file entry">
          <CopyText text={proposal.siteFile} what="entry" />
        </Disclosure>
        <Disclosure summary="AWS commands">
          <CopyText text={proposal.commands.join('\n')} what="commands" />
        </Disclosure>
      </div>
      <p className="small" aria-live="polite">
        {creating?.state === 'created' && (
          <>
            <b className="good">✓ Alarm created.</b> Evaluation starts with the next minute. Add the
            entry to the site file to have it on every machine.
          </>
        )}
        {creating?.state === 'refused' && (
          <>
            <b className="bad">✕ Alarm not created.</b> {creating.text}
          </>
        )}
      </p>
    </div>
  )
}
