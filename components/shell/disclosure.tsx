import type { ReactNode } from 'react'
import styles from './disclosure.module.css'

interface Props {
  summary: string
  open?: boolean
  className?: string
  children: ReactNode
}

/** Something that is folded away under its summary. */
export function Disclosure({ summary, open, className = '', children }: Props) {
  return (
    <details className={`${styles.disclosure} small ${className}`} open={open}>
      <summary>{summary}</summary>
      {children}
    </details>
  )
}
