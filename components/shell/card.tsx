import type { ReactNode } from 'react'
import type { Failure } from '@/lib/failure'
import { seconds } from '@/lib/format'
import styles from './card.module.css'

export interface CardProps {
  id: string
  title: ReactNode
  /** 1 when the card is what the page is about. */
  level?: 1 | 2
  /** What the title leaves open. */
  about?: ReactNode
  /** Beside the title, and at its far end. */
  mark?: ReactNode
  aside?: ReactNode
  footer?: ReactNode
  /** Keeps its height while it is empty or waiting, so that nothing below jumps. */
  tall?: boolean
  /** Read out when it changes. */
  live?: boolean
  children: ReactNode
}

export function Card({ id, title, level = 2, about, mark, aside, footer, ...rest }: CardProps) {
  const { tall = false, live = false, children } = rest
  const Heading = `h${level}` as const
  return (
    <section
      className={`${styles.surface} ${styles.card} ${tall ? styles.tall : ''}`}
      aria-labelledby={id}
      aria-live={live ? 'polite' : undefined}
    >
      <header>
        <Heading id={id}>{title}</Heading>
        {mark}
        {about && <span className="mute small">{about}</span>}
        {aside && <span className={`${styles.aside} small`}>{aside}</span>}
      </header>
      {children}
      {footer && <footer>{footer}</footer>}
    </section>
  )
}

interface AsOfProps {
  atMs: number
  zone: string
  /** Why it could not be refreshed since. */
  problem: Failure | null
  children?: ReactNode
}

export function AsOf({ atMs, zone, problem, children }: AsOfProps) {
  return (
    <span>
      as of {seconds(atMs, zone)}
      {children}
      {problem && <b className="bad"> · not refreshed: {problem.message}</b>}
    </span>
  )
}

/** The queries behind a card, closed at first. */
export function Queries({ texts, children }: { texts: string[]; children?: ReactNode }) {
  return (
    <Disclosure summary={texts.length === 1 ? 'query' : 'queries'} className={styles.queries}>
      {texts.map((text) => (
        <pre key={text}>{text}</pre>
      ))}
      {children}
    </Disclosure>
  )
}

interface DisclosureProps {
  summary: string
  open?: boolean
  className?: string
  children: ReactNode
}

/** Something that is folded away under its summary. */
export function Disclosure({ summary, open, className = '', children }: DisclosureProps) {
  return (
    <details className={`${styles.disclosure} small ${className}`} open={open}>
      <summary>{summary}</summary>
      {children}
    </details>
  )
}
