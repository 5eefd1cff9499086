import type { Header } from '@tanstack/react-table'
import type { CSSProperties, KeyboardEvent } from 'react'
import { LogText } from '@/components/shell/log-text'
import type { Row } from '@/lib/explore'
import { oneLine } from './cell'
import styles from './results.module.css'
import { maxWidth, minWidth, type ResultFeatures } from './use-result-table'

interface HandleProps {
  name: string
  size: number
  /** Begins to follow the mouse or the finger. */
  onPointer: (event: unknown) => void
  onResize: (size: number) => void
}

const step = 16

/** The right edge of a column's head: dragged, or moved by the left and right arrows. */
function ResizeHandle({ name, size, onPointer, onResize }: HandleProps) {
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
      aria-valuemax={maxWidth}
      onMouseDown={onPointer}
      onTouchStart={onPointer}
      onKeyDown={onKeyDown}
    />
  )
}

const orders = { asc: ['ascending', ' ▲'], desc: ['descending', ' ▼'] } as const

interface Props {
  header: Header<ResultFeatures, Row, unknown>
  at: number
  style: CSSProperties
  numeric: boolean
  onResize: (size: number) => void
}

/** The name of a column, by which it is sorted, and its right edge, by which it is made wider. */
export function ColumnHead({ header, at, style, numeric, onResize }: Props) {
  const { column } = header
  const sorted = column.getIsSorted()
  const [order, mark] = sorted ? orders[sorted] : (['none', ''] as const)
  return (
    <th
      scope="col"
      aria-colindex={at + 1}
      aria-sort={order}
      className={numeric ? styles.number : undefined}
      style={style}
    >
      <button type="button" onClick={column.getToggleSortingHandler()}>
        <LogText text={oneLine(header.id)} />
        <span aria-hidden="true">{mark}</span>
      </button>
      <ResizeHandle
        name={header.id}
        size={column.getSize()}
        onPointer={header.getResizeHandler()}
        onResize={(size) => onResize(Math.min(Math.max(size, minWidth), maxWidth))}
      />
    </th>
  )
}
