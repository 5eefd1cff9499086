import { Card } from '@/components/shell/card'
import { worthIn } from './draft'
import { Problem } from './problem'
import type { SectionProps } from './section'
import styles from './setup.module.css'

const currencies = ['EUR', 'USD', 'GBP', 'CHF', 'SEK', 'NOK', 'DKK', 'PLN', 'CZK', 'HUF', 'RON']

/** What an order is worth. */
export function Worth({ draft, change, problem }: SectionProps) {
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
      <Problem text={problem} />
    </Card>
  )
}
