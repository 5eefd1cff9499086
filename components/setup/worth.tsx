import { useState } from 'react'
import { Card } from '@/components/shell/card'
import { worthIn } from './draft'
import type { SectionProps } from './section'
import styles from './setup.module.css'

const currencies = ['EUR', 'USD', 'GBP', 'CHF', 'SEK', 'NOK', 'DKK', 'PLN', 'CZK', 'HUF', 'RON']

const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** What an order is worth, and who is no customer. */
export function Worth({ draft, change, problem }: SectionProps) {
  const [networks, setNetworks] = useState(draft.networks.join('\n'))
  const [agents, setAgents] = useState(draft.agents.join('\n'))
  const [people, setPeople] = useState(draft.people.join('\n'))
  const worth = worthIn(draft)
  const isWrong = Number.isNaN(worth)
  const known = currencies.includes(draft.currency) ? currencies : [draft.currency, ...currencies]
  return (
    <Card id="worth" title="4 What an order is worth" about="so that a loss has a price">
      <div className={styles.fields}>
        <label>
          An order, on average
          <input
            className={styles.text}
            inputMode="decimal"
            value={draft.averageOrder}
            placeholder="24.90"
            aria-invalid={isWrong}
            onChange={({ target }) => change({ ...draft, averageOrder: target.value })}
          />
        </label>
        <label>
          Currency
          <select
            className={styles.text}
            value={draft.currency}
            onChange={({ target }) => change({ ...draft, currency: target.value })}
          >
            {known.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
      </div>
      {isWrong ? (
        <p className="bad small" role="alert">
          Write an amount above zero, such as 24.90.
        </p>
      ) : (
        worth === null && (
          <p className="mute small">
            The log has no amounts. Without a value, a loss is stated in orders only.
          </p>
        )
      )}
      <div className={styles.fields}>
        <label>
          Leave out: networks, one a line
          <textarea
            className={styles.text}
            rows={2}
            spellCheck={false}
            placeholder="192.0.2.0/24"
            value={networks}
            onChange={({ target }) => {
              setNetworks(target.value)
              change({ ...draft, networks: lines(target.value) })
            }}
          />
        </label>
        <label>
          Leave out: parts of user agents
          <textarea
            className={styles.text}
            rows={2}
            spellCheck={false}
            placeholder="OurOwnMonitor"
            value={agents}
            onChange={({ target }) => {
              setAgents(target.value)
              change({ ...draft, agents: lines(target.value) })
            }}
          />
        </label>
        <label>
          Count as people: parts of user agents
          <textarea
            className={styles.text}
            rows={2}
            spellCheck={false}
            placeholder="OurShopApp"
            value={people}
            onChange={({ target }) => {
              setPeople(target.value)
              change({ ...draft, people: lines(target.value) })
            }}
          />
        </label>
      </div>
      {problem && (
        <p className="bad small" role="alert">
          {problem}
        </p>
      )}
    </Card>
  )
}
