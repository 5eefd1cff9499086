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
  const { leftOut, uncountedSeconds, skipped, dropped } = lines
  return [
    leftOut > 0 &&
      `${counted(leftOut, 'line')} left out: at most ${maxLinesPerSecond} per second are shown`,
    uncountedSeconds > 0 &&
      `more than ${maxLinesPerSecond} lines per second for ${counted(uncountedSeconds, 'second')}: CloudWatch left out an unknown number`,
    skipped > 0 && `${counted(skipped, 'line')} arrived too fast to be matched with the pattern`,
    dropped > 0 &&
      `${counted(dropped, 'line')} dropped while paused: at most ${full(maxEntries)} are held`,
  ].filter((sentence) => sentence !== false)
}

interface Props {
  tail: LiveTail
  zone: string
}

function stateOf({ tail: { connection, paused, lines }, zone }: Props): [string, string] {
  switch (connection.state) {
    case 'following':
      return paused
        ? ['paused', `Paused · ${counted(lines.waiting.length, 'line')} waiting`]
        : ['following', `Following since ${seconds(connection.sinceMs, zone)}`]
    case 'connecting':
      return ['connecting', 'Connecting …']
    case 'reconnecting': {
      const { pauseMs, failure } = connection
      const text = `Reconnecting, next try within ${pauseMs / 1000} s: ${failure.message}`
      return ['reconnecting', text]
    }
    case 'failed':
      return ['failed', 'Not following']
    case 'stopped':
      return ['stopped', 'Stopped']
  }
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

export function TailEmpty({ tail, source, zone }: Props & { source: CurrentSource }) {
  const { connection, pattern } = tail
  const newestMs = source.reading?.newestEventMs ?? null
  const { state } = connection
  if (state === 'stopped' || state === 'failed')
    return <Nothing title="Not following">Press Start to show lines as they arrive.</Nothing>
  if (source.reading?.loading?.done === false) {
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
        ? 'No request has been read from the log yet.'
        : `The newest request is from ${moment(newestMs, Date.now(), zone)}.`}
    </Nothing>
  )
}
