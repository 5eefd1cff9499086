import { full, seconds } from '@/lib/format'
import { mostLinesASecond } from '@/lib/tail'
import { mostKept, type TailLines } from './lines'
import styles from './tail.module.css'
import type { Connection } from './use-tail'

export const plural = (count: number, one: string, many = `${one}s`) =>
  `${full(count)} ${count === 1 ? one : many}`

/** What the page knows of lines that it does not show. */
export function missing(lines: TailLines): string[] {
  const said: string[] = []
  if (lines.leftOut > 0)
    said.push(
      `${plural(lines.leftOut, 'line')} left out: at most ${mostLinesASecond} a second are shown`,
    )
  if (lines.untoldSeconds > 0)
    said.push(
      `more than ${mostLinesASecond} a second in ${plural(lines.untoldSeconds, 'second')}: CloudWatch left some out and does not tell how many`,
    )
  if (lines.skipped > 0)
    said.push(`${plural(lines.skipped, 'line')} came too fast to be compared with the pattern`)
  if (lines.passedOver > 0)
    said.push(
      `${plural(lines.passedOver, 'line')} passed while the list was held: it keeps ${full(mostKept)}`,
    )
  return said
}

interface Props {
  connection: Connection
  paused: boolean
  lines: TailLines
  zone: string
}

function stateOf({ connection, paused, lines, zone }: Props): [string, string] {
  if (connection.state === 'following') {
    if (paused) return ['paused', `Paused · ${plural(lines.waiting.length, 'line')} waiting`]
    return ['following', `Following since ${seconds(connection.sinceMs, zone)}`]
  }
  if (connection.state === 'connecting') return ['connecting', 'Connecting …']
  if (connection.state === 'reconnecting') {
    return [
      'reconnecting',
      `Reconnecting, next try within ${connection.pauseMs / 1000} s: ${connection.failure.message}`,
    ]
  }
  if (connection.state === 'failed') return ['failed', 'Not following']
  return ['stopped', 'Stopped']
}

/** Connected or not, how many lines came, and how many of them are not shown. */
export function TailStatus(props: Props) {
  const [state, text] = stateOf(props)
  return (
    <p className={`${styles.state} small`} data-state={state}>
      <b>{text}</b>
      {props.lines.arrived > 0 && <span>{plural(props.lines.arrived, 'line')}</span>}
      {missing(props.lines).map((sentence) => (
        <span className="warn" key={sentence}>
          {sentence}
        </span>
      ))}
    </p>
  )
}
