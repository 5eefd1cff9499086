'use client'

import button from '@/components/shell/button.module.css'
import { useMay } from '@/components/shell/caller'
import { Card } from '@/components/shell/card'
import type { Clock } from '@/components/shell/frame'
import { Answered, Nothing } from '@/components/shell/panel'
import { TestOutcome } from '@/components/shell/test-outcome'
import { useAction } from '@/components/shell/use-action'
import { counted, moment } from '@/lib/format'
import type { RecipientStatus } from '@/lib/recipient'
import styles from './alarms.module.css'
import type { AlarmsProps } from './questions'

const kinds: Record<RecipientStatus['kind'], string> = {
  email: 'e-mail',
  slack: 'Slack',
  webhook: 'webhook',
  sns: 'Amazon SNS',
}

const ByCloudWatch = () => (
  <p className="small">
    CloudWatch notifies people through the SNS topics that its alarms name. To see a test message,
    set an alarm briefly:{' '}
    <code>
      aws cloudwatch set-alarm-state --alarm-name 500-Errors --state-value ALARM --state-reason test
    </code>
  </p>
)

const NoRecipient = () => (
  <Nothing title="No one is notified">
    Alarms are evaluated but shown only on this page. <a href="/setup">Set-up</a> is where
    recipients are added: e-mail, Slack or a webhook.
  </Nothing>
)

function Recipient({ recipient, zone, nowMs }: Clock & { recipient: RecipientStatus }) {
  const test = useAction('/api/recipients/test')
  const mayTest = useMay('operator')
  const { name, kind, address, deliveredMs, waiting, waitingSinceMs, problem, givenUp } = recipient
  return (
    <li>
      <p className={styles.head}>
        <b>{name}</b>
        <span className="mute small">
          {kinds[kind]}, {address}
        </span>
        {mayTest && (
          <button
            type="button"
            className={`${button.plain} ${button.slim}`}
            onClick={() => test.begin({ name })}
            disabled={test.state === 'running'}
          >
            {test.state === 'running' ? 'Sending …' : 'Send test message'}
          </button>
        )}
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
      <TestOutcome test={test} />
    </li>
  )
}

export function Recipients({ recipients, ...frame }: AlarmsProps<'recipients'>) {
  return (
    <Card id="recipients" title="Recipients">
      <Answered reading={recipients.reading}>
        {(known) => {
          if (known.by === 'cloudwatch') return <ByCloudWatch />
          if (known.recipients.length === 0) return <NoRecipient />
          return (
            <ul className={styles.recipients}>
              {known.recipients.map((recipient) => (
                <Recipient key={recipient.name} {...frame} recipient={recipient} />
              ))}
            </ul>
          )
        }}
      </Answered>
    </Card>
  )
}
