'use client'

import { useState } from 'react'
import { FailureNote, Nothing } from '@/components/shell/panel'
import { useReading } from '@/components/shell/use-reading'
import { counted, moment } from '@/lib/format'
import type { RecipientStatus, RecipientsReading } from '@/lib/recipient'

const kinds: Record<RecipientStatus['kind'], string> = {
  email: 'e-mail',
  slack: 'Slack',
  webhook: 'webhook',
  sns: 'Amazon SNS',
}

const example = `"recipients": [
  { "name": "ops", "kind": "email",
    "to": ["ops@cafe.example"],
    "smtp": "smtp://user:\${SMTP_PASSWORD}@mail.cafe.example:587" }
]`

type Sending = { state: 'sending' | 'sent' } | { state: 'failed'; text: string } | null

async function sendTest(name: string): Promise<Sending> {
  try {
    const response = await fetch('/api/recipients/test', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name }),
    })
    const answer = (await response.json()) as {
      ok?: boolean
      message?: string
      remedy?: string
      error?: { message: string }
    }
    if (answer.ok) return { state: 'sent' }
    const text = [answer.message ?? answer.error?.message, answer.remedy].filter(Boolean).join(' ')
    return { state: 'failed', text: text || 'The server gave no reason.' }
  } catch {
    return { state: 'failed', text: 'The CafeWatch server cannot be reached.' }
  }
}

function Recipient({
  recipient,
  zone,
  nowMs,
}: {
  recipient: RecipientStatus
  zone: string
  nowMs: number
}) {
  const [sending, setSending] = useState<Sending>(null)
  const { name, kind, address, deliveredMs, waiting, waitingSinceMs, problem, givenUp } = recipient
  const test = async () => {
    setSending({ state: 'sending' })
    setSending(await sendTest(name))
  }
  return (
    <li>
      <p className="head">
        <b>{name}</b>
        <span className="mute small">
          {kinds[kind]}, {address}
        </span>
        <button
          type="button"
          className="button plain slim"
          onClick={test}
          disabled={sending?.state === 'sending'}
        >
          {sending?.state === 'sending' ? 'Sending …' : 'Send a test message'}
        </button>
      </p>
      <p className="small mute">
        {deliveredMs === null
          ? 'No messages yet.'
          : `Last message delivered ${moment(deliveredMs, nowMs, zone)}.`}
        {waiting > 0 &&
          waitingSinceMs !== null &&
          ` ${counted(waiting, 'message')} waiting since ${moment(waitingSinceMs, nowMs, zone)}.`}
        {givenUp > 0 && ` Gave up on ${counted(givenUp, 'message')} after 7 days.`}
      </p>
      {problem && (
        <p className="small">
          <b className="bad">✕ {problem.message}</b> {problem.remedy}{' '}
          <span className="mute">Next attempt {moment(problem.againMs, nowMs, zone)}.</span>
        </p>
      )}
      <p className="small" aria-live="polite">
        {sending?.state === 'sent' && <b className="ok">✓ The test message was delivered.</b>}
        {sending?.state === 'failed' && (
          <>
            <b className="bad">✕ The test message was not delivered.</b> {sending.text}
          </>
        )}
      </p>
    </li>
  )
}

/** The recipients of alarm notifications, and how delivery to them is going. */
export function Recipients({
  first,
  everyMs,
  zone,
  nowMs,
}: {
  first: RecipientsReading | null
  everyMs: number
  zone: string
  nowMs: number
}) {
  const { reading } = useReading<RecipientsReading>('/api/recipients', first, everyMs)
  return (
    <section className="card panel" aria-labelledby="recipients">
      <header>
        <h2 id="recipients">Recipients</h2>
      </header>
      {reading === null && <Nothing title="Asking …" />}
      {reading?.ok === false && <FailureNote failure={reading.failure} />}
      {reading?.ok && reading.by === 'cloudwatch' && (
        <p className="small">
          CloudWatch notifies recipients itself, through the SNS topics in each alarm’s actions. To
          see a test message, set an alarm for a moment:{' '}
          <code>
            aws cloudwatch set-alarm-state --alarm-name 500-Errors --state-value ALARM
            --state-reason test
          </code>
        </p>
      )}
      {reading?.ok && reading.by === 'engine' && reading.recipients.length === 0 && (
        <Nothing title="No one is notified">
          Alarms are evaluated, but only this page shows them. Add a recipient to the site file and
          restart:
          <pre className="left">{example}</pre>
        </Nothing>
      )}
      {reading?.ok && reading.by === 'engine' && reading.recipients.length > 0 && (
        <ul className="targets">
          {reading.recipients.map((recipient) => (
            <Recipient key={recipient.name} recipient={recipient} zone={zone} nowMs={nowMs} />
          ))}
        </ul>
      )}
    </section>
  )
}
