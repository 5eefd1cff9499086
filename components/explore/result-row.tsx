import type { Header } from '@tanstack/react-table'
import { type CSSProperties, memo } from 'react'
import { LogText } from '@/components/shell/log-text'
import type { Row } from '@/lib/explore'
import { oneLine } from './cell'
import styles from './results.module.css'
import type { ResultFeatures } from './use-result-table'

/** A column in sight: where it stands among all, and where on the page. */
export interface SeenColumn {
  header: Header<ResultFeatures, Row, unknown>
  at: number
  style: CSSProperties
}

interface Props {
  row: Row
  at: number
  top: number
  active: boolean
  columns: SeenColumn[]
  numeric: ReadonlySet<string>
  onOpen: (at: number) => void
}

export const rowId = (at: number): string => `result-row-${at}`

/** One row of a result, on one line; a click opens it in full. */
export const ResultRow = memo(function ResultRow(props: Props) {
  const { row, at, top, active, columns, numeric, onOpen } = props
  return (
    <tr
      id={rowId(at)}
      aria-rowindex={at + 2}
      aria-selected={active}
      style={{ top }}
      onClick={() => onOpen(at)}
    >
      {columns.map(({ header: { id: name }, at, style }) => (
        <td
          key={name}
          aria-colindex={at + 1}
          className={numeric.has(name) ? styles.number : undefined}
          style={style}
        >
          <LogText text={oneLine(row[name] ?? '')} />
        </td>
      ))}
    </tr>
  )
})
