'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import {
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { TextOf } from './cell'
import { ColumnHead, ResultRow, rowId } from './result-cells'
import styles from './results.module.css'
import { minWidth, type Result } from './use-result-table'

const rowHeight = 34

interface Props {
  result: Result
  textOf: TextOf
  onOpen: (at: number) => void
}

/** The columns that are in sight, and how wide all of them are together. */
function useColumnsInSight({ table, numeric }: Result, scroller: RefObject<HTMLElement | null>) {
  const headers = table.getHeaderGroups()[0]?.headers ?? []
  const sizes = table.state.columnSizing
  const across = useVirtualizer({
    horizontal: true,
    count: headers.length,
    getScrollElement: () => scroller.current,
    estimateSize: (at) => headers[at]?.getSize() ?? minWidth,
    overscan: 3,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: new widths are measured anew
  useEffect(() => across.measure(), [across, sizes, headers])
  // The last column takes what room is left, unless its numbers would end far from their name.
  const total = table.getTotalSize()
  const room = Math.max(0, (across.scrollRect?.width ?? 0) - total)
  const items = across.getVirtualItems()
  // biome-ignore lint/correctness/useExhaustiveDependencies: a header tells its size by the sizes
  const columns = useMemo(
    () =>
      items.flatMap(({ index }) => {
        const header = headers[index]
        if (!header) return []
        const isNumeric = numeric.has(header.id)
        const fills = index === headers.length - 1 && !isNumeric
        const width = header.getSize() + (fills ? room : 0)
        const style = { left: header.getStart(), width }
        return [{ header, at: index, style, numeric: isNumeric }]
      }),
    [items, headers, sizes, room, numeric],
  )
  return { columns, columnCount: headers.length, width: total + room }
}

/** Thousands of rows and columns, of which only those in sight are drawn. Arrows move, Enter opens. */
export function ResultTable({ result, textOf, onOpen }: Props) {
  const { table } = result
  const scroller = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState(0)
  const { rows } = table.getRowModel()
  const { columns, columnCount, width } = useColumnsInSight(result, scroller)
  const down = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollPaddingStart: rowHeight,
  })
  const shown = down.getVirtualItems()

  const open = useCallback(
    (at: number) => {
      setActive(at)
      onOpen(at)
    },
    [onOpen],
  )
  const onKeyDown = (event: KeyboardEvent<HTMLTableElement>) => {
    if (event.target !== event.currentTarget) return
    const page = Math.max(1, Math.floor((down.scrollRect?.height ?? 0) / rowHeight) - 2)
    const to = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: rows.length - 1,
    }[event.key]
    if (to !== undefined) {
      const at = Math.min(Math.max(to, 0), rows.length - 1)
      setActive(at)
      down.scrollToIndex(at)
    } else if (event.key === 'Enter' || event.key === ' ') open(active)
    else return
    event.preventDefault()
  }
  const inSight = shown.some(({ index }) => index === active)

  return (
    <div className={styles.scroll} ref={scroller}>
      <table
        className={styles.table}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table whose rows take keys
        role="grid"
        tabIndex={0}
        aria-label="Result of the query"
        aria-rowcount={rows.length + 1}
        aria-colcount={columnCount}
        aria-activedescendant={inSight ? rowId(active) : undefined}
        onKeyDown={onKeyDown}
        style={{ width, height: (rows.length + 1) * rowHeight }}
      >
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <ColumnHead
                key={column.header.id}
                {...column}
                onResize={(size) =>
                  table.setColumnSizing((sizes) => ({ ...sizes, [column.header.id]: size }))
                }
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ index, start }) => {
            const row = rows[index]
            return (
              row && (
                <ResultRow
                  key={index}
                  row={row.original}
                  at={index}
                  top={start + rowHeight}
                  active={index === active}
                  columns={columns}
                  textOf={textOf}
                  onOpen={open}
                />
              )
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
