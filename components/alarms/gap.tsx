import { LogText } from '@/components/shell/log-text'
import { likelyOrders } from '@/lib/blind-spots/likely-orders'
import type { Gap as GapResult } from '@/lib/blind-spots/result'
import { counted, full, moment } from '@/lib/format'
import styles from './alarms.module.css'
import { type ProposalContext, Proposed } from './proposal'

function harmOf({ missedOrders }: GapResult): string {
  if (missedOrders < 1) return ''
  const { low, high } = likelyOrders(missedOrders)
  return ` About ${counted(Math.round(missedOrders), 'order')} lost (95 % range: ${full(low)} to ${full(high)}).`
}

/** An incident that no alarm detected: what failed, for how long, what it cost, and which alarm would have fired. */
export function Gap({ gap, ...context }: ProposalContext & { gap: GapResult }) {
  const { zone, nowMs } = context
  const { kind, request, status, fromMs, toMs, minutes, requests, clients, silentAlarms } = gap
  return (
    <article className={styles.gap}>
      <p className={styles.head}>
        <b className="bad">
          {kind === 'no-orders' ? (
            'Visitors came, but no one ordered'
          ) : (
            <>
              {status ?? 'no status'} on <LogText text={request ?? 'an unknown request'} />
            </>
          )}
        </b>
        <span className={styles.since}>
          {moment(fromMs, nowMs, zone)} to {moment(toMs, nowMs, zone)}
        </span>
      </p>
      <p className="small">
        Alarms detected <b>0 of {counted(minutes, 'minute')}</b>.{' '}
        {kind === 'no-orders'
          ? `${counted(requests, 'visit')} without an order.`
          : `${counted(requests, 'failed request')}${clients === null ? '' : ` from ${counted(clients, 'client')}`}.`}
        {harmOf(gap)}
        {silentAlarms.length > 0 &&
          ` ${silentAlarms.join(', ')} watch${silentAlarms.length === 1 ? 'es' : ''} such requests but did not fire.`}
      </p>
      {gap.watchedSince && (
        <p className="small">
          <b className="good">✓ {gap.watchedSince.alarm}</b> was created or changed later. It would
          have fired at {moment(gap.watchedSince.firesAtMs, nowMs, zone)}.
        </p>
      )}
      {gap.proposal && <Proposed {...context} proposal={gap.proposal} />}
      {gap.noProposal && <p className="small mute">{gap.noProposal}</p>}
    </article>
  )
}
