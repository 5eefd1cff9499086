import { Nothing } from '@/components/shell/panel'
import { moment, seconds } from '@/lib/format'
import type { Connection } from './use-tail'

interface Props {
  newestMs: number | null
  loading: boolean
  zone: string
  connection: Connection
  matching: boolean
}

/** Why there is no line to see. */
export function TailEmpty({ connection, loading, matching, newestMs, zone }: Props) {
  const { state } = connection
  if (state === 'stopped' || state === 'failed')
    return <Nothing title="Nothing is followed">Start shows lines as they arrive.</Nothing>
  if (loading) {
    return (
      <Nothing title="The log is still being read">
        What it holds already is no news; new lines come when it is done.
      </Nothing>
    )
  }
  if (state === 'reconnecting') {
    return <Nothing title="No connection">Lines come again when it is back.</Nothing>
  }
  if (state === 'connecting')
    return <Nothing title="Connecting …">The first lines are on their way.</Nothing>
  return (
    <Nothing
      title={`No line ${matching ? 'that matches ' : ''}has arrived since ${seconds(connection.sinceMs, zone)}`}
    >
      {newestMs === null
        ? 'The log group has no event yet.'
        : `The log group’s newest event is of ${moment(newestMs, Date.now(), zone)}.`}
    </Nothing>
  )
}
