import { LogText, Method } from '@/components/shell/log-text'
import { day, seconds } from '@/lib/format'
import type { TailLine } from '@/lib/tail'
import styles from './tail.module.css'

const words: Record<string, string> = {
  '204': 'no content',
  '206': 'partial',
  '301': 'moved',
  '304': 'not modified',
  '400': 'bad request',
  '401': 'unauthorized',
  '403': 'forbidden',
  '404': 'not found',
  '408': 'timed out',
  '410': 'gone',
  '429': 'too many',
  '500': 'server error',
  '502': 'bad gateway',
  '503': 'unavailable',
  '504': 'timed out',
}
const kinds: Record<string, { word: string; tone: string }> = {
  '1': { word: 'informational', tone: 'mute' },
  '2': { word: 'ok', tone: 'good' },
  '3': { word: 'redirect', tone: 'mute' },
  '4': { word: 'client error', tone: 'warn' },
  '5': { word: 'server error', tone: 'bad' },
}

/** An HTTP status with its meaning in a word, and its colour. */
function StatusWord({ status }: { status: string }) {
  const kind = /^[1-5]\d\d$/.test(status) ? kinds[status.charAt(0)] : undefined
  return (
    <span className={kind?.tone ?? 'mute'} style={{ whiteSpace: 'nowrap' }}>
      <b>{status}</b> {kind && (words[status] ?? kind.word)}
    </span>
  )
}

export function Line({ line, zone, today }: { line: TailLine; zone: string; today: string }) {
  const { request, timestampMs } = line
  const date = day(timestampMs, zone)
  return (
    <>
      <time dateTime={new Date(timestampMs).toISOString()}>
        {date !== today && `${date} `}
        {seconds(timestampMs, zone)}
      </time>
      {request ? <StatusWord status={request.status} /> : <span className="mute">no request</span>}
      <span className={`${styles.what} log`}>
        {request && <Method name={request.method} />}
        <LogText text={request ? request.path : line.message.slice(0, 300)} />
      </span>
    </>
  )
}
