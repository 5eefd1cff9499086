import { type SubmitEvent, useId } from 'react'
import button from '@/components/shell/button.module.css'
import type { Failure } from '@/lib/failure'
import { maxPatternLength } from '@/lib/tail'
import styles from './tail.module.css'

const examples = [
  ['"/cafe/menu.php"', 'lines that contain this text (case-sensitive)'],
  ['"/cafe/menu.php" -bot', 'the first text but not the second'],
  ['?bot ?crawler', 'either of two texts'],
  ['{ $.status = "5*" }', 'JSON lines whose status begins with 5'],
  ['{ $.status = "500" && $.method = "POST" }', 'JSON lines, two conditions'],
  [
    '[client, id, user, time, request, status = 5*, ...]',
    'space-separated lines, as Apache writes them',
  ],
] as const

interface Props {
  /** What stands in the box. */
  text: string
  onText: (text: string) => void
  onSubmit: (pattern: string) => void
  /** The pattern that is followed; null when nothing is. */
  running: string | null
  paused: boolean
  onPause: () => void
  onStop: () => void
  onClear: () => void
  /** Nothing to clear. */
  empty: boolean
  /** What is wrong with the pattern. */
  wrong: Failure | null
}

/** The pattern, and what starts and holds the tail. */
export function TailBar({ text, onText, onSubmit, running, paused, ...rest }: Props) {
  const { onPause, onStop, onClear, empty, wrong } = rest
  const id = useId()
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    onSubmit(text.trim())
  }
  const unchanged = running !== null && text.trim() === running
  return (
    <>
      <form className={styles.bar} onSubmit={submit}>
        <label htmlFor={id}>Filter pattern</label>
        <input
          id={id}
          className="log"
          value={text}
          onChange={({ target }) => onText(target.value)}
          maxLength={maxPatternLength}
          placeholder="every line"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          aria-invalid={wrong !== null}
          aria-describedby={wrong ? `${id}-wrong` : undefined}
        />
        <button className={button.primary} type="submit" disabled={unchanged}>
          {running === null ? 'Start' : 'Apply'}
        </button>
        {running !== null && (
          <>
            <button className={button.plain} type="button" onClick={onPause}>
              {paused ? 'Resume' : 'Pause'}
            </button>
            <button className={button.plain} type="button" onClick={onStop}>
              Stop
            </button>
          </>
        )}
        <button className={button.plain} type="button" onClick={onClear} disabled={empty}>
          Clear
        </button>
      </form>
      {wrong && (
        <p className={`${styles.problem} bad small`} role="alert" id={`${id}-wrong`}>
          <b>{wrong.message.replace(/\.?$/, '.')}</b> {wrong.remedy}
        </p>
      )}
      <details className={`${styles.examples} small`}>
        <summary>Examples of patterns</summary>
        <ul>
          {examples.map(([pattern, about]) => (
            <li key={pattern}>
              <button
                type="button"
                onClick={() => {
                  onText(pattern)
                  onSubmit(pattern)
                }}
              >
                <code>{pattern}</code>
              </button>{' '}
              {about}
            </li>
          ))}
        </ul>
      </details>
    </>
  )
}
