import { Fragment } from 'react'
import { LogText } from '@/components/shell/log-text'
import { ScrolledTable } from '@/components/shell/table'
import { seconds } from '@/lib/format'
import type { SampleEvent } from '@/lib/queries/sample-events'
import styles from './errors.module.css'

/** Log events, each with its line in full. */
export function SampleEvents({ events, zone }: { events: SampleEvent[]; zone: string }) {
  return (
    <ScrolledTable caption="Sample log events">
      <thead>
        <tr>
          <th>When</th>
          <th>Status</th>
          <th>Client</th>
          <th>Location</th>
        </tr>
      </thead>
      <tbody>
        {events.map((event, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two events may be equal
          <Fragment key={at}>
            <tr className={styles.head}>
              <td>{seconds(event['@timestamp'], zone)}</td>
              <td className={`${styles.status} ${Number(event.status) >= 500 ? 'bad' : 'warn'}`}>
                {event.status}
              </td>
              <td className={styles.client}>{event.remoteIP}</td>
              <td className={styles.rest}>
                {[event.city, event.country].filter(Boolean).join(', ')}
              </td>
            </tr>
            <tr>
              <td className="log" colSpan={4}>
                <details className={styles.event}>
                  <summary>
                    <LogText text={event['@message']} />
                  </summary>
                </details>
              </td>
            </tr>
          </Fragment>
        ))}
      </tbody>
    </ScrolledTable>
  )
}
