import { useEffect, useEffectEvent, useState } from 'react'
import { Nothing } from '@/components/shell/panel'
import type { CurrentSource } from '@/components/shell/use-reading'
import { counted, full, moment, seconds } from '@/lib/format'
import { maxLinesPerSecond } from '@/lib/tail'
import { maxEntries, type TailLines } from './lines'
import styles from './tail.module.css'
import type { LiveTail } from './use-live-tail'

/** What the page knows of lines that it does not show. */
export function missing(lines: TailLines): string[] {
  const sentences: string[] = []
  if (lines.leftOut > 0)
    sentences.push(
      `${counted(lines.leftOut, 'line')} left out: at most ${maxLinesPerSecond} per second are shown`,
    )
  if (lines.uncountedSeconds > 0)
    sentences.push(
      `more than ${maxLinesPerSecond} lines per second for ${counted(lines.uncountedSeconds, 'second')}: CloudWatch left out an unknown number`,
    )
  if (lines.skipped > 0)
    sentences.push(
      `${counted(lines.skipped, 'line')} arrived too fast to be matched with the pattern`,
    )
  if (lines.dropped > 0)
    sentences.push(
      `${counted(lines.dropped, 'line')} dropped while paused: at most ${full(maxEntries)} are held`,
    )
  return sentences
}

interface Props {
  tail: LiveTail
  zone: string
}

function stateOf({ tail: { connection, paused, lines }, zone }: Props): [string, string] {
  if (connection.state === 'following') {
    if (paused) return ['paused', `Paused · ${counted(lines.waiting.length, 'line')} waiting`]
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

const announceMs = 10_000

/** For those who do not see the lines: the state as soon as it changes, and now and then how many came. */
function Announcer({ state, counts }: { state: string; counts: string }) {
  const [spoken, setSpoken] = useState('')
  const speak = useEffectEvent(() => setSpoken(`${state}. ${counts}`))
  // biome-ignore lint/correctness/useExhaustiveDependencies: another state is sentences at once
  useEffect(() => {
    speak()
    const timer = setInterval(() => speak(), announceMs)
    return () => clearInterval(timer)
  }, [state])
  return (
    <p className="hidden" role="status">
      {spoken}
    </p>
  )
}

/** Connected or not, how many lines came, and how many of them are not shown. */
export function TailStatus(props: Props) {
  const { lines } = props.tail
  const [state, text] = stateOf(props)
  const arrived = counted(lines.arrived, 'line')
  const waiting = lines.waiting.length > 0 ? [`${full(lines.waiting.length)} waiting`] : []
  return (
    <>
      <p className={`${styles.state} small`} data-state={state}>
        <b>{text}</b>
        {lines.arrived > 0 && <span>{arrived}</span>}
        {missing(lines).map((sentence) => (
          <span className="warn" key={sentence}>
            {sentence}
          </span>
        ))}
      </p>
      <Announcer state={state} counts={[arrived, ...waiting, ...missing(lines)].join(', ')} />
    </>
  )
}

/** Why there is no line to see. */
export function TailEmpty({ tail, source, zone }: Props & { source: CurrentSource }) {
  const { connection, pattern } = tail
  const newestMs = source.reading?.newestEventMs ?? null
  const { state } = connection
  if (state === 'stopped' || state === 'failed')
    return <Nothing title="Not following">Press Start to show lines as they arrive.</Nothing>
  if (source.loading) {
    return <Nothing title="The log is still being read">New lines appear when it finishes.</Nothing>
  }
  if (state === 'reconnecting') {
    return <Nothing title="No connection">Lines appear again when it is back.</Nothing>
  }
  if (state === 'connecting') return <Nothing title="Connecting …" />
  return (
    <Nothing
      title={`No ${pattern === '' ? '' : 'matching '}lines since ${seconds(connection.sinceMs, zone)}`}
    >
      {newestMs === null
        ? 'The log group has no events yet.'
        : `The log group’s newest event is from ${moment(newestMs, Date.now(), zone)}.`}
    </Nothing>
  )
}
