import type { KeyboardEvent } from 'react'
import styles from './results.module.css'

interface Props {
  name: string
  size: number
  most: number
  /** Begins to follow the mouse or the finger. */
  onPointer: (event: unknown) => void
  onResize: (size: number) => void
}

const step = 16

/** The right edge of a column's head: dragged, or moved by the left and right arrows. */
export function ResizeHandle({ name, size, most, onPointer, onResize }: Props) {
  const onKeyDown = (event: KeyboardEvent) => {
    const change = { ArrowLeft: -step, ArrowRight: step }[event.key]
    if (change === undefined) return
    event.preventDefault()
    onResize(size + change)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: an hr cannot take the focus
    <div
      role="separator"
      tabIndex={0}
      className={styles.resize}
      aria-orientation="vertical"
      aria-label={`Width of ${name}`}
      aria-valuenow={Math.round(size)}
      aria-valuemin={0}
      aria-valuemax={most}
      onMouseDown={onPointer}
      onTouchStart={onPointer}
      onKeyDown={onKeyDown}
    />
  )
}
