import type { Clock } from '@/components/shell/frame'
import { dayAndClock, full } from '@/lib/format'
import { withInterval } from '@/lib/orders/incidents/incident-note'
import type { Incident } from '@/lib/orders/incidents/incidents'
import { howLong } from '@/lib/orders/words/lasting'
import { moneyParts, moneySaid } from '@/lib/orders/words/money'
import styles from './incidents.module.css'

/** How long, how many and how much. */
export function Facts({ incident, nowMs, zone }: Clock & { incident: Incident }) {
  const { fromMs, saidMs, untilMs, seemsOverMs, visits, orders, expected, report } = incident
  const { lostOrders } = report
  const cost = moneySaid(report)
  const money = cost && moneyParts(cost)
  // On paper, and in a file of them, a time says little without its day.
  const at = (ms: number) => dayAndClock(ms, zone)
  const { text, goesOn } = howLong(incident, nowMs)
  const facts: [string, string, string][] = [
    ['Began', at(fromMs), `first said ${at(saidMs)}`],
    [
      'Lasted',
      text,
      untilMs !== null
        ? `until ${at(untilMs)}`
        : seemsOverMs === undefined
          ? `${goesOn}: no all-clear yet`
          : `last seen ${at(seemsOverMs)}, ${goesOn}`,
    ],
    [
      'Visits',
      full(visits),
      `by people, ${goesOn === 'goes on' ? 'since it began' : 'from its beginning to its end'}`,
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
