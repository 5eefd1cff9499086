'use client'

import {
  type ColumnDef,
  columnResizingFeature,
  columnSizingFeature,
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useMemo } from 'react'
import type { Row } from '@/lib/explore'
import { compareCells, isNumber } from './cell'

const features = tableFeatures({
  rowSortingFeature,
  columnSizingFeature,
  columnResizingFeature,
  sortedRowModel: createSortedRowModel(),
})
export type ResultFeatures = typeof features

/** Widths of columns, px. */
export const [minWidth, maxWidth] = [40, 1_200]
const [minInitialWidth, sampledRows] = [72, 100]

/** As wide as what stands in the first rows, within reason. */
function widthOf(name: string, rows: readonly Row[]): number {
  const maxLength = rows
    .slice(0, sampledRows)
    .reduce((length, row) => Math.max(length, row[name]?.length ?? 0), name.length + 3)
  const limit = name === '@message' ? 900 : 420
  return Math.round(Math.min(Math.max(maxLength * 7.7 + 26, minInitialWidth), limit))
}

function holdsNumbers(name: string, rows: readonly Row[]): boolean {
  const values = rows.slice(0, sampledRows).flatMap((row) => row[name] ?? [])
  return values.length > 0 && values.every(isNumber)
}

function columnOf(name: string, rows: readonly Row[]): ColumnDef<ResultFeatures, Row> {
  return {
    id: name,
    accessorFn: (row) => row[name],
    size: widthOf(name, rows),
    minSize: minWidth,
    maxSize: maxWidth,
    sortFn: (a, b) => compareCells(a.getValue<string>(name), b.getValue<string>(name)),
    // What a row lacks is neither large nor small.
    sortUndefined: 'last',
    sortDescFirst: holdsNumbers(name, rows),
  }
}

/** The rows of a result with their order and the widths of their columns. */
export function useResultTable(columns: string[], rows: Row[]) {
  const table = useTable({
    features,
    data: rows,
    columns: useMemo(() => columns.map((name) => columnOf(name, rows)), [columns, rows]),
    columnResizeMode: 'onChange',
  })
  const numeric = useMemo(
    () => new Set(columns.filter((name) => holdsNumbers(name, rows))),
    [columns, rows],
  )
  return { table, numeric }
}
export type Result = ReturnType<typeof useResultTable>
