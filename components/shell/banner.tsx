import type { ReactNode } from 'react'
import styles from './banner.module.css'

interface BannerProps {
  title: string
  tone?: 'calm' | 'trouble' | 'unknown'
  /** 1 when it is what the page is about. */
  level?: 1 | 2
  action?: ReactNode
  /** Below, over the whole width. */
  more?: ReactNode
  children?: ReactNode
}

/** What the page has to say first, in its largest words. */
export function Banner({ title, tone, level = 1, action, more, children }: BannerProps) {
  const Heading = `h${level}` as const
  return (
    <section className={styles.banner} data-tone={tone} aria-live="polite">
      <div className={styles.words}>
        <Heading>{title}</Heading>
        {children && <p>{children}</p>}
      </div>
      {action}
      {more}
    </section>
  )
}
