import type { Clock } from '@/components/shell/frame'
import { full, moment } from '@/lib/format'
import { withInterval } from '@/lib/orders/incidents/incident-note'
import type { Incident } from '@/lib/orders/incidents/incidents'
import { lasted } from '@/lib/orders/words/lasting'
import { moneyParts, moneySaid } from '@/lib/orders/words/money'
import styles from './incidents.module.css'

/** How long, how many and how much. */
export function Facts({ incident, nowMs, zone }: Clock & { incident: Incident }) {
  const { fromMs, saidMs, untilMs, visits, orders, expected, report } = incident
  const { lostOrders } = report
  const cost = moneySaid(report)
  const money = cost && moneyParts(cost)
  const facts: [string, string, string][] = [
    ['Began', moment(fromMs, nowMs, zone), `first said ${moment(saidMs, nowMs, zone)}`],
    [
      'Lasted',
      lasted(incident, nowMs),
      untilMs === null ? 'goes on: no all-clear yet' : `until ${moment(untilMs, nowMs, zone)}`,
    ],
    [
      'Visits',
      full(visits),
      `by people, ${untilMs === null ? 'since it began' : 'from its beginning to its end'}`,
    ],
    [
      'Orders',
      full(orders),
      expected ? `${withInterval(expected)} expected` : 'expected: not known',
    ],
    [
      'Missed',
      money?.about ?? '—',
      [money?.range, lostOrders ? `${withInterval(lostOrders)} orders` : 'not known']
        .filter(Boolean)
        .join(', '),
    ],
  ]
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value, more]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <b>{value}</b>
            <span className="small mute">{more}</span>
          </dd>
        </div>
      ))}
    </dl>
  )
}
