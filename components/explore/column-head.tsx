import type { Header } from '@tanstack/react-table'
import type { CSSProperties } from 'react'
import { LogText } from '@/components/shell/log-text'
import type { Row } from '@/lib/explore'
import { oneLine } from './cell'
import { ResizeHandle } from './resize-handle'
import styles from './results.module.css'
import { narrowest, type ResultFeatures, widest } from './use-result-table'

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
        most={widest}
        onPointer={header.getResizeHandler()}
        onResize={(size) => onResize(Math.min(Math.max(size, narrowest), widest))}
      />
    </th>
  )
}
