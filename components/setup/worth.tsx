import { Card } from '@/components/shell/card'
import { worthIn, worthProblem } from './draft'
import { Problem, Problems } from './problem'
import type { SectionProps } from './section'
import styles from './setup.module.css'

const frequent = ['EUR', 'USD', 'GBP', 'CHF', 'JPY', 'CNY', 'INR', 'CAD', 'AUD']
const names = new Intl.DisplayNames('en-GB', { type: 'currency' })

const Currencies = ({ codes }: { codes: readonly string[] }) =>
  codes.map((code) => (
    <option key={code} value={code}>
      {code} · {names.of(code) ?? code}
    </option>
  ))

/** What an order is worth. */
export function Worth({ draft, change, problems }: SectionProps) {
  const worth = worthIn(draft)
  const problem = worthProblem(draft)
  const isWrong = problem !== ''
  const first = [...new Set([draft.currency, ...frequent])]
  const others = Intl.supportedValuesOf('currency').filter((code) => !first.includes(code))
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
            <Currencies codes={first} />
            <optgroup label="All others">
              <Currencies codes={others} />
            </optgroup>
          </select>
        </label>
      </div>
      {isWrong ? (
        <Problem text={problem} />
      ) : (
        worth === null && (
          <p className="mute small">
            The log has no amounts. Without a value,{' '}
            {draft.preset === 'cafe'
              ? 'an order of the café counts as one of the café’s own average.'
              : 'a loss is stated in orders only.'}
          </p>
        )
      )}
      {!isWrong && <Problems problems={problems} />}
    </Card>
  )
}
