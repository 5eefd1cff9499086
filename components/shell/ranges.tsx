import { withBase } from '@/lib/base-path'
import { type View, viewHref } from '@/lib/view'
import { ranges, type Window } from '@/lib/window'
import { wallOf } from '@/lib/zone'
import button from './button.module.css'
import styles from './ranges.module.css'

interface RangesProps {
  path: string
  /** Parameters that links to other periods carry along. */
  extraParams?: Record<string, string>
  view: View
  window: Window
  zone: string
}

const rangeText = (name: string) => name.replace(/(\d+)(\w)/, '$1 $2')
/** As the clock of the zone shows it. */
const inputTime = (ms: number, zone: string) =>
  new Date(wallOf(ms, zone)).toISOString().slice(0, 16)

function CustomRange({ path, extraParams, view, window, zone }: RangesProps) {
  const { range: _, ...filters } = view
  const time = (name: 'from' | 'to', ms: number) => (
    <label>
      {name} ({zone})
      {/* Another zone is another form: what stands in the fields is of the one before. */}
      <input
        key={zone}
        type="datetime-local"
        name={name}
        defaultValue={inputTime(ms, zone)}
        required
      />
    </label>
  )
  return (
    <form className={styles.custom} action={withBase(path)}>
      <input type="hidden" name="range" value="custom" />
      <input type="hidden" name="zone" value={zone} />
      {Object.entries({ ...filters, ...extraParams }).map(
        ([name, value]) =>
          value !== undefined && <input key={name} type="hidden" name={name} value={value} />,
      )}
      {time('from', window.fromMs)}
      {time('to', window.toMs)}
      <button className={button.primary} type="submit">
        Show this period
      </button>
    </form>
  )
}

export function Ranges(props: RangesProps) {
  const { path, extraParams, view } = props
  const extra = new URLSearchParams(extraParams).toString()
  const hrefOf = (name: (typeof ranges)[number]) => {
    const href = viewHref(path, view, { range: name })
    return extra === '' ? href : `${href}${href.includes('?') ? '&' : '?'}${extra}`
  }
  return (
    <nav className={styles.out} aria-label="Time range">
      <div className={styles.ranges}>
        {ranges.map((name) => (
          <a key={name} href={hrefOf(name)} aria-current={view.range === name ? 'true' : undefined}>
            {rangeText(name)}
          </a>
        ))}
        <details data-on={typeof view.range === 'object' || undefined}>
          <summary>Custom</summary>
          <CustomRange {...props} />
        </details>
      </div>
    </nav>
  )
}
