import { useState } from 'react'
import { Card } from '@/components/shell/card'
import { withBase } from '@/lib/base-path'
import { counted } from '@/lib/format'
import type { Draft } from './draft'
import { type FieldProblem, problemsAt } from './page-words'
import { Problems } from './problem'
import type { SectionProps } from './section'
import styles from './setup.module.css'

const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

type Lists = 'networks' | 'agents' | 'people'

const fields: Record<Lists, { label: string; placeholder: string }> = {
  networks: { label: 'Leave out: networks, one a line', placeholder: '192.0.2.0/24' },
  agents: { label: 'Leave out: parts of user agents', placeholder: 'OurOwnMonitor' },
  people: { label: 'Count as people: parts of user agents', placeholder: 'OurShopApp' },
}

const places: Record<Lists, readonly string[]> = {
  networks: ['ignore', 'networks'],
  agents: ['ignore', 'agents'],
  people: ['people'],
}

interface FieldProps {
  problems: readonly FieldProblem[]
  name: Lists
  draft: Draft
  onChange: (list: string[]) => void
}

/** A list, one entry a line, as it is typed. */
function Field({ name, draft, problems, onChange }: FieldProps) {
  const [text, setText] = useState(draft[name].join('\n'))
  const { label, placeholder } = fields[name]
  return (
    <label>
      {label}
      <textarea
        className={styles.text}
        rows={2}
        spellCheck={false}
        aria-invalid={problems.length > 0}
        placeholder={placeholder}
        value={text}
        onChange={({ target }) => {
          setText(target.value)
          onChange(lines(target.value))
        }}
      />
      <Problems problems={problems} />
    </label>
  )
}

/** Whose visits count: everybody's but those of bots, and of whoever is left out. */
export function Customers({ draft, change, problems, bots }: SectionProps & { bots: number }) {
  return (
    <Card
      id="customers"
      title="6 Who counts as a customer"
      about="leave out your office, your monitors, your own tools"
    >
      <div className={styles.fields}>
        {(Object.keys(fields) as Lists[]).map((name) => (
          <Field
            key={name}
            {...{ name, draft }}
            problems={problemsAt(problems, ...places[name])}
            onChange={(list) => change({ ...draft, [name]: list })}
          />
        ))}
      </div>
      <p className="mute small">
        Bots, monitors and tools are left out by themselves
        {bots > 0 && `: ${counted(bots, 'request')} in these days`}. The overview lists{' '}
        <a href={withBase('/#bots')}>those that say so</a>, and lets you count one as people.
      </p>
    </Card>
  )
}
