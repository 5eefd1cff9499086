import { useState } from 'react'
import button from '@/components/shell/button.module.css'
import { Card } from '@/components/shell/card'
import { TestOutcome } from '@/components/shell/test-outcome'
import { useAction } from '@/components/shell/use-action'
import { kindNames, type OwnRecipient } from './own-recipient'
import { type FieldProblem, problemsAt, wrongRecipient } from './page-words'
import { Problems } from './problem'
import type { SectionProps } from './section'
import styles from './setup.module.css'

type Kind = 'email' | 'slack' | 'webhook'

function freeName(kind: string, recipients: readonly OwnRecipient[]): string {
  const used = new Set(recipients.map(({ name }) => name))
  let name = kind
  for (let number = 2; used.has(name); number += 1) name = `${kind}-${number}`
  return name
}

const blank = (kind: Kind, name: string): OwnRecipient =>
  kind === 'email' ? { name, kind, to: [''], smtp: '' } : { name, kind, url: '' }

/** Whether a secret stands in it by its name alone. */
const hasStored = ({ url, smtp }: OwnRecipient) =>
  [url, smtp].some((text) => typeof text === 'string' && /\$\{[A-Z][A-Z0-9_]*\}/.test(text))

interface FieldProps {
  isWrong: boolean
  label: string
  value: unknown
  placeholder: string
  onChange: (value: string) => void
}

const Field = ({ label, value, placeholder, isWrong, onChange }: FieldProps) => (
  <label>
    {label}
    <input
      className={styles.text}
      spellCheck={false}
      autoCapitalize="off"
      autoComplete="off"
      value={typeof value === 'string' ? value : ''}
      placeholder={placeholder}
      aria-invalid={isWrong}
      onChange={({ target }) => onChange(target.value)}
    />
  </label>
)

interface OneProps {
  one: OwnRecipient
  problems: readonly FieldProblem[]
  canTest: boolean
  /** Its name in messages. */
  shop: string
  onChange: (one: OwnRecipient) => void
  onRemove: () => void
}

function Recipient({ one, problems, canTest, shop, onChange, onRemove }: OneProps) {
  const test = useAction('/api/recipients/test')
  const [member, field] = test.field.split('.')
  const why = member === 'recipient' && field ? wrongRecipient(one, field, test.why) : test.why
  const isWrong = (field: string) => problems.some(({ path }) => path[2] === field)
  const to = Array.isArray(one.to) ? one.to.join(', ') : ''
  return (
    <li>
      <p className={styles.head}>
        <b>{kindNames[one.kind] ?? one.kind}</b>{' '}
        {one.name !== one.kind && <span className="mute small">{one.name}</span>}
      </p>
      {one.kind === 'email' ? (
        <>
          <Field
            label="To"
            isWrong={isWrong('to')}
            value={to}
            placeholder="ops@shop.example"
            onChange={(text) =>
              onChange({ ...one, to: text.split(',').map((part) => part.trim()) })
            }
          />
          <Field
            label="Mail server"
            isWrong={isWrong('smtp')}
            value={one.smtp}
            placeholder="smtp://user:password@mail.shop.example:587"
            onChange={(smtp) => onChange({ ...one, smtp })}
          />
        </>
      ) : one.kind === 'slack' || one.kind === 'webhook' ? (
        <>
          <Field
            label="Address"
            isWrong={isWrong('url')}
            value={one.url}
            placeholder={
              one.kind === 'slack'
                ? 'https://hooks.slack.com/services/…'
                : 'https://shop.example/hook'
            }
            onChange={(url) => onChange({ ...one, url })}
          />
          <label className={styles.check}>
            <input
              type="checkbox"
              checked={one.private === true}
              onChange={({ target }) => onChange({ ...one, private: target.checked })}
            />
            In our own network: http and private addresses are allowed
          </label>
        </>
      ) : null}
      {hasStored(one) && (
        <p className="mute small">
          A name in braces stands for what is stored on the server, which is not shown again. Write
          over it to change it.
        </p>
      )}
      <Problems problems={problems} />
      <p className={styles.head}>
        <button
          type="button"
          className={`${button.plain} ${button.slim}`}
          disabled={!canTest || test.state === 'running'}
          onClick={() => test.begin({ recipient: one, shop })}
        >
          {test.state === 'running' ? 'Sending …' : 'Test'}
        </button>
        <button type="button" className={`${button.plain} ${button.slim}`} onClick={onRemove}>
          Remove
        </button>
      </p>
      <TestOutcome test={{ ...test, why }} />
    </li>
  )
}

/** Who is notified when orders stop or pages fail, each with a test message. */
export function Recipients({
  draft,
  change,
  problems,
  canSave,
}: SectionProps & { canSave: boolean }) {
  const [kind, setKind] = useState<Kind>('email')
  const { recipients } = draft
  const set = (next: readonly OwnRecipient[]) => change({ ...draft, recipients: next })
  return (
    <Card id="recipients" title="5 Who is notified" about="when orders stop or pages fail">
      <div className={styles.fields}>
        <label>
          Name of the shop in messages
          <input
            className={styles.text}
            value={draft.name}
            maxLength={80}
            placeholder="none"
            onChange={({ target }) => change({ ...draft, name: target.value })}
          />
        </label>
      </div>
      {recipients.length === 0 && (
        <p className="mute small">Nobody yet: alarms show on the page only.</p>
      )}
      <ul className={styles.recipients}>
        {recipients.map((one, at) => (
          <Recipient
            key={one.name}
            one={one}
            problems={problemsAt(problems, 'recipients', String(at))}
            canTest={canSave}
            shop={draft.name}
            onChange={(next) => set(recipients.map((each, index) => (index === at ? next : each)))}
            onRemove={() => set(recipients.filter((_, index) => index !== at))}
          />
        ))}
      </ul>
      <p className={styles.head}>
        <select
          className={styles.text}
          aria-label="Kind of recipient"
          value={kind}
          onChange={({ target }) => setKind(target.value as Kind)}
        >
          {Object.entries(kindNames).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
        <button
          type="button"
          className={`${button.plain} ${button.slim}`}
          onClick={() => set([...recipients, blank(kind, freeName(kind, recipients))])}
        >
          Add
        </button>
      </p>
      <Problems problems={problems.filter(({ path }) => path.length < 2)} />
    </Card>
  )
}
