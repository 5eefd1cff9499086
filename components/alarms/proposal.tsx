'use client'

import { useState } from 'react'
import { CopyText } from '@/components/shell/copy-text'
import type { Proposal } from '@/lib/blind-spots/result'
import { counted, moment } from '@/lib/format'

type Adopting = { state: 'adopting' | 'adopted' } | { state: 'refused'; text: string } | null

interface Answer {
  ok?: boolean
  failure?: { message: string; remedy: string }
  error?: { message: string }
}

async function adopt({ filters, alarm }: Proposal): Promise<Adopting> {
  try {
    const response = await fetch('/api/alarms', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ filters, alarm }),
    })
    const answer = (await response.json()) as Answer
    if (answer.ok) return { state: 'adopted' }
    const { failure, error } = answer
    const why = error?.message ?? (failure && `${failure.message} ${failure.remedy}`)
    return { state: 'refused', text: why ?? 'The server gave no reason.' }
  } catch {
    return { state: 'refused', text: 'The CafeWatch server cannot be reached.' }
  }
}

/** An alarm that would have seen a gap, ready to adopt. */
export function Proposed({
  proposal,
  mayAdopt,
  onAdopted,
  zone,
  nowMs,
}: {
  proposal: Proposal
  mayAdopt: boolean
  onAdopted: () => void
  zone: string
  nowMs: number
}) {
  const [adopting, setAdopting] = useState<Adopting>(null)
  const { alarm, firesAtMs, delayMinutes, falseAlarms } = proposal
  const elsewhere =
    falseAlarms.times === 0
      ? 'and at no other time in this period'
      : `and ${counted(falseAlarms.times, 'other time')} in this period (${counted(falseAlarms.minutes, 'minute')})`
  const begin = async () => {
    setAdopting({ state: 'adopting' })
    const became = await adopt(proposal)
    setAdopting(became)
    if (became?.state === 'adopted') onAdopted()
  }
  return (
    <div className="proposal">
      <p className="small">
        An alarm <b>{alarm.name}</b> would have fired at <b>{moment(firesAtMs, nowMs, zone)}</b>,
        after {counted(delayMinutes, 'minute')}, {elsewhere}.
      </p>
      <div className="actions">
        {mayAdopt && adopting?.state !== 'adopted' && (
          <button
            type="button"
            className="button slim"
            onClick={begin}
            disabled={adopting?.state === 'adopting'}
          >
            {adopting?.state === 'adopting' ? 'Adopting …' : 'Adopt this alarm'}
          </button>
        )}
        <details className="table small">
          <summary>for the site file</summary>
          <CopyText text={proposal.siteFile} what="entry" />
        </details>
        <details className="table small">
          <summary>as AWS commands</summary>
          <CopyText text={proposal.commands.join('\n')} what="commands" />
        </details>
      </div>
      <p className="small" aria-live="polite">
        {adopting?.state === 'adopted' && (
          <>
            <b className="ok">✓ Adopted.</b> It is judged from the next minute on. Put the entry
            into the site file too: then it is there on every machine.
          </>
        )}
        {adopting?.state === 'refused' && (
          <>
            <b className="bad">✕ Not adopted.</b> {adopting.text}
          </>
        )}
      </p>
    </div>
  )
}
