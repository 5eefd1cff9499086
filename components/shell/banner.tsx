import type { ReactNode } from 'react'
import styles from './banner.module.css'

interface BannerProps {
  title: string
  tone?: 'calm' | 'trouble' | 'unknown'
  action?: ReactNode
  children?: ReactNode
}

/** What the page has to say first, in its largest words. */
export function Banner({ title, tone, action, children }: BannerProps) {
  return (
    <section className={styles.banner} data-tone={tone} aria-live="polite">
      <div>
        <h1>{title}</h1>
        {children && <p>{children}</p>}
      </div>
      {action}
    </section>
  )
}
