import type { Header } from '@tanstack/react-table'
import { type CSSProperties, type KeyboardEvent, memo } from 'react'
import { LogText } from '@/components/shell/log-text'
import type { Row } from '@/lib/explore'
import { oneLine, type TextOf } from './cell'
import styles from './results.module.css'
import { maxWidth, minWidth, type ResultFeatures } from './use-result-table'

/** A column in sight: where it stands among all, and where on the page. */
export interface Column {
  header: Header<ResultFeatures, Row, unknown>
  at: number
  style: CSSProperties
  numeric: boolean
}

interface HeadProps extends Column {
  onResize: (size: number) => void
}

const step = 16

/** The right edge of a column's head: dragged, or moved by the left and right arrows. */
function ResizeHandle({ header, onResize }: Pick<HeadProps, 'header' | 'onResize'>) {
  const size = header.column.getSize()
  const follow = header.getResizeHandler()
  const onKeyDown = (event: KeyboardEvent) => {
    const change = { ArrowLeft: -step, ArrowRight: step }[event.key]
    if (change === undefined) return
    event.preventDefault()
    onResize(Math.min(Math.max(size + change, minWidth), maxWidth))
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: an hr cannot take the focus
    <div
      role="separator"
      tabIndex={0}
      className={styles.resize}
      aria-orientation="vertical"
      aria-label={`Width of ${header.id}`}
      aria-valuenow={Math.round(size)}
      aria-valuemin={0}
      aria-valuemax={maxWidth}
      onMouseDown={follow}
      onTouchStart={follow}
      onKeyDown={onKeyDown}
    />
  )
}

const orders = { asc: ['ascending', ' ▲'], desc: ['descending', ' ▼'] } as const

/** The name of a column, by which it is sorted, and its right edge, by which it is made wider. */
export function ColumnHead({ header, at, style, numeric, onResize }: HeadProps) {
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
      <ResizeHandle header={header} onResize={onResize} />
    </th>
  )
}

interface RowProps {
  row: Row
  at: number
  top: number
  active: boolean
  columns: Column[]
  textOf: TextOf
  onOpen: (at: number) => void
}

export const rowId = (at: number): string => `result-row-${at}`

/** One row of a result, on one line; a click opens it in full. */
export const ResultRow = memo(function ResultRow(props: RowProps) {
  const { row, at, top, active, columns, textOf, onOpen } = props
  return (
    <tr
      id={rowId(at)}
      aria-rowindex={at + 2}
      aria-selected={active}
      style={{ top }}
      onClick={() => onOpen(at)}
    >
      {columns.map(({ header: { id: name }, at, style, numeric }) => (
        <td
          key={name}
          aria-colindex={at + 1}
          className={numeric ? styles.number : undefined}
          style={style}
        >
          <LogText text={oneLine(textOf(name, row[name] ?? ''))} />
        </td>
      ))}
    </tr>
  )
})
