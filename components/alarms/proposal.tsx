'use client'

import { useState } from 'react'
import button from '@/components/shell/button.module.css'
import { Disclosure } from '@/components/shell/card'
import type { Clock } from '@/components/shell/frame'
import type { Proposal } from '@/lib/blind-spots/result'
import { counted, moment } from '@/lib/format'
import styles from './alarms.module.css'
import { useAction } from './use-action'

/** A text to take away, with a button that copies it. */
function CopyText({ text, what }: { text: string; what: string }) {
  const [copied, setCopied] = useState<'copied' | 'refused' | null>(null)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setCopied('copied')
    } catch {
      setCopied('refused')
    }
  }
  return (
    <>
      <pre>{text}</pre>
      <button type="button" className={`${button.plain} ${button.slim}`} onClick={copy}>
        Copy {what}
      </button>{' '}
      <span role="status">
        {copied === 'copied' && 'Copied.'}
        {copied === 'refused' && 'The browser blocked copying. Select the text instead.'}
      </span>
    </>
  )
}

export interface ProposalContext extends Clock {
  /** Whether an alarm can be created from here. */
  mayCreate: boolean
  onCreated: () => void
}

interface Props extends ProposalContext {
  proposal: Proposal
}

/** An alarm that would have seen a gap, ready to be created. */
export function Proposed({ proposal, mayCreate, onCreated, zone, nowMs }: Props) {
  const { filters, alarm, firesAtMs, delayMinutes, falseAlarms } = proposal
  const { state, why, begin } = useAction('/api/alarms', onCreated)
  const elsewhere =
    falseAlarms.times === 0
      ? 'and at no other time in this period'
      : `and ${counted(falseAlarms.times, 'other time')} in this period (${counted(falseAlarms.minutes, 'minute')})`
  return (
    <div className={styles.proposal}>
      <p className="small">
        An alarm <b>{alarm.name}</b> would have fired at <b>{moment(firesAtMs, nowMs, zone)}</b>,
        after {counted(delayMinutes, 'minute')}, {elsewhere}.
      </p>
      <div className={styles.actions}>
        {mayCreate && state !== 'done' && (
          <button
            type="button"
            className={button.slim}
            onClick={() => begin({ filters, alarm })}
            disabled={state === 'running'}
          >
            {state === 'running' ? 'Creating …' : 'Create alarm'}
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
        {state === 'done' && (
          <>
            <b className="good">✓ Alarm created.</b> Evaluation starts with the next minute. Add the
            entry to the site file to have it on every machine.
          </>
        )}
        {state === 'refused' && (
          <>
            <b className="bad">✕ Alarm not created.</b> {why}
          </>
        )}
      </p>
    </div>
  )
}
