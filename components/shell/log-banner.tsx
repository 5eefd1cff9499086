import { noRequestReason } from '@/lib/access-log/request'
import { asTyped } from '@/lib/as-typed'
import { moment } from '@/lib/format'
import { logState, percentRead } from '@/lib/log-state'
import type { NewestHour, SourceStatus } from '@/lib/source'
import { viewHref } from '@/lib/view'
import { Banner } from './banner'
import button from './button.module.css'
import type { Frame } from './frame'
import styles from './log-banner.module.css'
import { LogText } from './log-text'

const maxShown = 300

/** The first line that was not understood, why it was not, and what to set. */
function NotUnderstood({
  hour,
  zone,
  nowMs,
}: Pick<Frame, 'zone' | 'nowMs'> & { hour: NewestHour }) {
  const { example, knownFormats, fromMs, toMs } = hour
  return (
    <>
      {example && (
        <figure className={styles.example}>
          <figcaption className="small">The first of them: {example.reason}</figcaption>
          <pre className="log">
            <LogText text={example.message} maxLength={maxShown} />
          </pre>
        </figure>
      )}
      <div className={`${styles.remedy} small`}>
        {example?.reason === noRequestReason && (
          <p>
            A server writes such a line when a client connects and sends nothing, or something other
            than HTTP.
          </p>
        )}
        <p>
          If they are requests, set <code>LOG_FORMAT</code>, or <code>"logFormat"</code> in the site
          file, to how your server writes them. <code>{asTyped('npm run check-log -- FILE')}</code>{' '}
          shows why a line is not understood, and docs/log-files.md explains the formats.
        </p>
        <p className="mute">
          Recognized without being set: {knownFormats.join(', ')}. The newest hour is from{' '}
          {moment(fromMs, nowMs, zone)} to {moment(toMs, nowMs, zone)}.
        </p>
      </div>
    </>
  )
}

interface Props extends Pick<Frame, 'view' | 'zone' | 'nowMs'> {
  /** Where one is. */
  path: string
  status: SourceStatus
  /** Nothing on the page goes before it. */
  isFirst: boolean
}

/** What every page says first: that the log cannot be read, is still being read, or was not understood. */
export function LogBanner({ path, view, status, isFirst, ...clock }: Props) {
  const state = logState(status)
  if (!state) return null
  const { kind, headline, details } = state
  const { loading, newestHour } = status
  const hour = kind === 'notUnderstood' ? newestHour : null
  const lines = hour && viewHref('/errors', view, { range: hour, request: undefined })
  return (
    <Banner
      title={headline}
      tone="unknown"
      level={isFirst ? 1 : 2}
      action={
        lines &&
        path !== '/errors' && (
          <a className={button.plain} href={`${lines}#not-understood`}>
            See these lines
          </a>
        )
      }
      more={
        <>
          {kind === 'loading' && loading && (
            <progress
              className={styles.progress}
              max={100}
              value={percentRead(loading)}
              aria-label="Reading the log"
            />
          )}
          {hour && <NotUnderstood hour={hour} {...clock} />}
        </>
      }
    >
      {details.join(' ')}
    </Banner>
  )
}
