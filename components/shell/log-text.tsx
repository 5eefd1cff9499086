import styles from './log-text.module.css'

// Control characters and those that turn the direction of writing are shown, never obeyed.
const hidden = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u

/** Each hidden sign as its code. */
function Shown({ text }: { text: string }) {
  return text.split(new RegExp(`(${hidden.source})`, 'u')).map((part, at) =>
    hidden.test(part) ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
      <span className={styles.code} key={at}>
        {`U+${(part.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`}
      </span>
    ) : (
      part
    ),
  )
}

/** Text from a log: hostile by nature, so it is only ever text. What is too long is cut in the middle. */
export function LogText({ text, maxLength = 4_000 }: { text: string; maxLength?: number }) {
  const cut = text.length - maxLength
  // Nearly all text is plain, and a table of it is drawn anew with every step of the wheel.
  if (cut <= 0 && !hidden.test(text)) return <bdi>{text}</bdi>
  if (cut <= 0)
    return (
      <bdi>
        <Shown text={text} />
      </bdi>
    )
  const endLength = Math.floor(maxLength / 3)
  return (
    <bdi>
      <Shown text={text.slice(0, maxLength - endLength)} />
      <span className="mute"> … {cut} more characters … </span>
      <Shown text={text.slice(-endLength)} />
    </bdi>
  )
}

export function Method({ name }: { name: string | null }) {
  return <span className={styles.method}>{name}</span>
}
