import { Fragment, useState } from 'react'
import { keyed } from '@/components/shell/keyed'
import { LogText } from '@/components/shell/log-text'
import { ScrolledTable } from '@/components/shell/table'
import { seconds } from '@/lib/format'
import { networkOf } from '@/lib/mask'
import type { SampleEvent } from '@/lib/queries/sample-events'
import styles from './errors.module.css'

const maxSamples = 20

interface Props {
  /** Newest first. */
  events: SampleEvent[]
  zone: string
  /** The page with the requests of a network only. */
  hrefOf: (network: string) => string
}

function Client({ event, hrefOf }: { event: SampleEvent } & Pick<Props, 'hrefOf'>) {
  const network = networkOf(event.remoteIP ?? '')
  if (network === null) return event.remoteIP
  return (
    <a href={hrefOf(network)} title="Only requests from this network">
      {event.remoteIP}
    </a>
  )
}

/** The newest log events, each with its line in full. One that is opened stays, whatever comes after it. */
export function SampleEvents({ events, zone, hrefOf }: Props) {
  const [opened, setOpened] = useState<ReadonlyMap<string, SampleEvent>>(new Map())
  const newest = new Map(keyed(events).slice(0, maxSamples))
  const shown = [...newest, ...[...opened].filter(([key]) => !newest.has(key))]
  const toggle = (key: string, event: SampleEvent, isOpen: boolean) => {
    if (opened.has(key) === isOpen) return
    const left = [...opened].filter(([other]) => other !== key)
    setOpened(new Map(isOpen ? [...left, [key, event]] : left))
  }
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
        {shown.map(([key, event]) => (
          <Fragment key={key}>
            <tr className={styles.head}>
              <td>{seconds(event['@timestamp'], zone)}</td>
              <td className={`${styles.status} ${Number(event.status) >= 500 ? 'bad' : 'warn'}`}>
                {event.status}
              </td>
              <td className={styles.client}>
                <Client event={event} hrefOf={hrefOf} />
              </td>
              <td className={styles.rest}>
                {[event.city, event.country].filter(Boolean).join(', ')}
              </td>
            </tr>
            <tr>
              <td className="log" colSpan={4}>
                <details
                  className={styles.event}
                  open={opened.has(key)}
                  onToggle={({ currentTarget }) => toggle(key, event, currentTarget.open)}
                >
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
