import styles from './log-text.module.css'

// Control characters and those that turn the direction of writing are shown, never obeyed.
const hidden = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u

/** Text from a log: hostile by nature, so it is only ever text. */
export function LogText({ text, maxLength = 4_000 }: { text: string; maxLength?: number }) {
  const shown = text.slice(0, maxLength)
  // Nearly all text is plain, and a table of it is drawn anew with every step of the wheel.
  if (shown.length === text.length && !hidden.test(text)) return <bdi>{text}</bdi>
  const parts = shown.split(new RegExp(`(${hidden.source})`, 'u'))
  return (
    <bdi>
      {parts.map((part, at) =>
        hidden.test(part) ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
          <span className={styles.code} key={at}>
            {`U+${(part.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`}
          </span>
        ) : (
          part
        ),
      )}
      {text.length > maxLength && (
        <span className="mute"> … {text.length - maxLength} more characters</span>
      )}
    </bdi>
  )
}

export function Method({ name }: { name: string | null }) {
  return <span className={styles.method}>{name}</span>
}
