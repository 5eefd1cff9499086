import { counted } from '@/lib/format'
import { logState } from '@/lib/log-state'
import { isNarrowed } from '@/lib/view'
import { Nothing, StillReading } from './panel'
import type { PanelFrame } from './panel-page'
import type { CurrentSource } from './use-reading'

interface Props extends Pick<PanelFrame, 'view' | 'source'> {
  /** How many lines of the period are no requests. */
  others?: number
}

/** Why a panel has nothing to show: not read yet, not understood, or not received. */
export function NoEvents({ view, source, others = 0 }: Props) {
  if (source.loading) return <StillReading source={source} />
  if (others > 0)
    return (
      <Nothing title="No requests understood">
        {counted(others, 'line')} of this period could not be read as{' '}
        {others === 1 ? 'a request' : 'requests'}, so nothing is known of what they say.
      </Nothing>
    )
  if (isNarrowed(view)) return <NoneFits />
  return <NotReceived source={source} />
}

/** Whether the files cannot be read, which every page says first: nothing is known of any period then. */
export const isUnreadable = ({ reading }: CurrentSource): boolean =>
  reading?.ok === true && logState(reading)?.kind === 'unreadable'

/** Nothing came in the period: the log cannot be read, has no line at all, or more outside of it. */
export const NotReceived = ({ source }: Pick<Props, 'source'>) =>
  isUnreadable(source) ? (
    <Nothing title="Not known">The log cannot be read; what to do is above.</Nothing>
  ) : isEmptyLog(source) ? (
    <Nothing title="Nothing has been logged yet">
      This fills in when the first line arrives. Until then, no period shows anything.
    </Nothing>
  ) : (
    <Nothing title="No log events received">
      Choose a longer period, or check that the log is being written.
    </Nothing>
  )

/** Whether the log is known to have no line at all. */
export function isEmptyLog({ reading, loading }: CurrentSource): boolean {
  if (loading || !reading?.ok || reading.failure || logState(reading)) return false
  const { newestEventMs, oldestEventMs = null, newestHour } = reading
  return newestEventMs === null && oldestEventMs === null && newestHour === null
}

/** Nothing, because of what was asked for: it says nothing of the log. */
export const NoneFits = () => (
  <Nothing title="No request fits these filters">
    Remove a filter or choose a longer period.
  </Nothing>
)
