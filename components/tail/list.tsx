'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import {
  type KeyboardEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import button from '@/components/shell/button.module.css'
import { LogText } from '@/components/shell/log-text'
import { day, full, seconds } from '@/lib/format'
import { Line } from './line'
import styles from './tail.module.css'
import type { LiveTail } from './use-live-tail'

interface Props {
  tail: LiveTail
  zone: string
}

const rowPx = 32
const endPx = 24

/** The lines, newest last. Goes along with what arrives until the reader scrolls up or opens a line. */
export function TailList({ tail, zone }: Props) {
  const { following, setFollowing } = tail
  const entries = tail.lines.shown
  const waiting = tail.paused ? 0 : tail.lines.waiting.length
  const scroller = useRef<HTMLDivElement>(null)
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set())
  const [active, setActive] = useState<number | null>(null)
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    getItemKey: useCallback((at: number) => entries[at]?.n ?? at, [entries]),
    overscan: 8,
  })
  const height = rows.getTotalSize()
  const today = day(Date.now(), zone)

  // biome-ignore lint/correctness/useExhaustiveDependencies: what moves the end moves the view
  useLayoutEffect(() => {
    const { current } = scroller
    if (following && current) current.scrollTop = current.scrollHeight
  }, [following, entries, height])

  // One line is in the way of the Tab key; the arrows go from there.
  const visible = rows.getVirtualItems()
  const stop = visible.find(({ key }) => key === active) ?? visible.at(-1)
  const onKeyDown = (event: KeyboardEvent<HTMLUListElement>) => {
    const step = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' } as const
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    const line = event.target instanceof Element ? event.target.closest('li') : null
    const next = line?.[step[event.key]]?.querySelector('button')
    if (!next) return
    event.preventDefault()
    next.focus()
  }

  // What has left the list need not be remembered as open.
  const first = entries[0]?.n ?? 0
  useEffect(() => {
    setOpened((open) => {
      const left = [...open].filter((n) => n >= first)
      return left.length === open.size ? open : new Set(left)
    })
  }, [first])

  const onScroll = () => {
    const { current } = scroller
    if (!current) return
    const atEnd = current.scrollHeight - current.scrollTop - current.clientHeight < endPx
    if (atEnd !== following) setFollowing(atEnd)
  }
  const toggle = (n: number) => {
    const open = new Set(opened)
    if (!open.delete(n)) open.add(n)
    setOpened(open)
    // Who reads a line does not want it carried away.
    setFollowing(false)
  }

  return (
    <div className={styles.frame}>
      <section className={styles.scroll} ref={scroller} onScroll={onScroll} aria-label="Lines">
        <ul style={{ height }} onKeyDown={onKeyDown}>
          {visible.map(({ index, start, key }) => {
            const entry = entries[index]
            if (!entry) return null
            const open = opened.has(entry.n)
            return (
              <li
                key={key}
                ref={rows.measureElement}
                data-index={index}
                style={{ transform: `translateY(${start}px)` }}
              >
                {entry.line ? (
                  <>
                    <button
                      type="button"
                      aria-expanded={open}
                      tabIndex={key === stop?.key ? 0 : -1}
                      onFocus={() => setActive(entry.n)}
                      onClick={() => toggle(entry.n)}
                    >
                      <Line line={entry.line} zone={zone} today={today} />
                    </button>
                    {open && (
                      <pre className="log">
                        <LogText text={entry.line.message} />
                        {entry.line.cut > 0 && (
                          <span className="mute"> … {full(entry.line.cut)} more characters</span>
                        )}
                      </pre>
                    )}
                  </>
                ) : (
                  <p className={styles.gap}>
                    No connection from {seconds(entry.fromMs, zone)} to {seconds(entry.toMs, zone)}:
                    lines from that time are missing.
                  </p>
                )}
              </li>
            )
          })}
        </ul>
      </section>
      {!following && (
        <button
          className={`${styles.newest} ${button.primary}`}
          type="button"
          onClick={() => setFollowing(true)}
        >
          {waiting > 0 ? `${full(waiting)} new · newest ↓` : 'Newest ↓'}
        </button>
      )}
    </div>
  )
}
