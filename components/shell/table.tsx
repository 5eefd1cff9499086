import type { ReactNode } from 'react'
import { Disclosure } from './card'
import card from './card.module.css'

interface ScrolledProps {
  caption: string
  /** On a narrow screen each row is a list of its cells, which name their columns. */
  stacked?: boolean
  children: ReactNode
}

/** A table as wide as its card, and scrolled where it is wider; its caption is only read out. */
export function ScrolledTable({ caption, stacked = false, children }: ScrolledProps) {
  return (
    <div className={card.scroll}>
      <table className={stacked ? card.stacked : undefined}>
        <caption className="hidden">{caption}</caption>
        {children}
      </table>
    </div>
  )
}

/** The columns of a table by their titles, and what each shows of a row. */
type Columns<Row> = Record<string, (row: Row) => ReactNode>

interface Props<Row> {
  caption: string
  rows: Row[]
  keyOf: (row: Row) => string | number
  texts: Columns<Row>
  numbers: Columns<Row>
  /** As of `ScrolledTable`. */
  stacked?: boolean
}

/** Columns of text, then columns of numbers. */
export function Table<Row>(props: Props<Row>) {
  const { caption, rows, keyOf, texts, numbers, stacked = true } = props
  const columns = [
    ...Object.entries(texts).map(([title, cell]) => ({ title, cell, className: undefined })),
    ...Object.entries(numbers).map(([title, cell]) => ({ title, cell, className: 'num' })),
  ]
  return (
    <ScrolledTable caption={caption} stacked={stacked}>
      <thead>
        <tr>
          {columns.map(({ title, className }) => (
            <th key={title} className={className}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map(({ title, cell, className }) => (
              <td key={title} className={className} data-title={stacked ? title : undefined}>
                {stacked ? <div>{cell(row)}</div> : cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </ScrolledTable>
  )
}

/** The numbers of a chart, folded away under it. */
export function AsTable<Row>(props: Props<Row>) {
  return (
    <Disclosure summary="as a table">
      <Table {...props} stacked={false} />
    </Disclosure>
  )
}
