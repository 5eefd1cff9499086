'use client'

import button from '@/components/shell/button.module.css'
import { useMay } from '@/components/shell/caller'
import type { Clock } from '@/components/shell/frame'
import { useAction } from '@/components/shell/use-action'
import type { Alarm } from '@/lib/alarms/alarm'
import type { Muted } from '@/lib/alarms/hold'
import { moment } from '@/lib/format'
import styles from './alarms.module.css'
import { Refused } from './refused'

/** "until 14:00 by hand". */
export function muteWords({ untilMs, rule }: Muted, { nowMs, zone }: Clock): string {
  const until = untilMs === null ? '' : `until ${moment(untilMs, nowMs, zone)} `
  return `${until}${rule === null ? 'by hand' : `by the mute rule ${rule}`}`
}

/** In a list: that an alarm is muted, and who has seen it. */
export function Held({ alarm, ...clock }: Clock & { alarm: Alarm }) {
  const { muted, acknowledged } = alarm
  return (
    <>
      {muted && <b className={styles.muted}>⊘ muted {muteWords(muted, clock)}</b>}
      {acknowledged && (
        <span className={styles.seen}>
          ✓ seen by {acknowledged.by} at {moment(acknowledged.atMs, clock.nowMs, clock.zone)}
        </span>
      )}
    </>
  )
}

interface Props extends Clock {
  alarm: Alarm
  /** The address of the alarm in the API. */
  url: string
  onDone: () => void
}

/** On the page of an alarm: that it is muted, loudly, and who has seen it, each with its end. */
export function HeldBanners({ alarm, url, onDone, ...clock }: Props) {
  const mute = useAction(`${url}/mute`, onDone)
  const seen = useAction(`${url}/acknowledgement`, onDone)
  const mayAct = useMay('operator')
  const { muted, acknowledged } = alarm
  return (
    <>
      {muted && (
        <div className={styles.mutedBanner} role="status">
          <p>
            <b>⊘ Muted {muteWords(muted, clock)}.</b> No one is notified. States and history go on;
            if it is in ALARM when the mute ends, the message is sent then.
          </p>
          {muted.rule === null && mayAct && (
            <button
              type="button"
              className={`${button.plain} ${button.slim}`}
              disabled={mute.state === 'running'}
              onClick={() => mute.begin({}, 'DELETE')}
            >
              End mute
            </button>
          )}
        </div>
      )}
      <Refused what="Still muted." why={mute.why} commands={mute.commands} />
      {acknowledged && (
        <div className={styles.seenBanner}>
          <p>
            <b>
              ✓ Seen by {acknowledged.by} at {moment(acknowledged.atMs, clock.nowMs, clock.zone)}.
            </b>{' '}
            {acknowledged.note}
          </p>
          {mayAct && (
            <button
              type="button"
              className={`${button.plain} ${button.slim}`}
              disabled={seen.state === 'running'}
              onClick={() => seen.begin({}, 'DELETE')}
            >
              Take back
            </button>
          )}
        </div>
      )}
      <Refused what="Not taken back." why={seen.why} commands={seen.commands} />
    </>
  )
}
