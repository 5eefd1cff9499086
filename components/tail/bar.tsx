import { type SubmitEvent, useId } from 'react'
import button from '@/components/shell/button.module.css'
import { maxPatternLength } from '@/lib/tail'
import styles from './tail.module.css'
import type { LiveTail } from './use-live-tail'

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

/** The pattern, and what starts and holds the tail. */
export function TailBar({ tail }: { tail: LiveTail }) {
  const { text, setText, begin, pattern, running, paused, failure, lines } = tail
  const id = useId()
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    begin(text.trim())
  }
  const unchanged = running && text.trim() === pattern
  const wrong = failure?.kind === 'malformed-query' ? failure : null
  const empty = lines.shown.length === 0 && lines.waiting.length === 0
  return (
    <>
      <form className={styles.bar} onSubmit={submit}>
        <label htmlFor={id}>Filter pattern</label>
        <input
          id={id}
          className="log"
          value={text}
          onChange={({ target }) => setText(target.value)}
          maxLength={maxPatternLength}
          placeholder="every line"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          aria-invalid={wrong !== null}
          aria-describedby={wrong ? `${id}-wrong` : undefined}
        />
        <button className={button.primary} type="submit" disabled={unchanged}>
          {running ? 'Apply' : 'Start'}
        </button>
        {running && (
          <>
            <button className={button.plain} type="button" onClick={tail.togglePause}>
              {paused ? 'Resume' : 'Pause'}
            </button>
            <button className={button.plain} type="button" onClick={tail.stop}>
              Stop
            </button>
          </>
        )}
        <button className={button.plain} type="button" onClick={tail.clear} disabled={empty}>
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
                  setText(pattern)
                  begin(pattern)
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
