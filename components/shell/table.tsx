import type { ReactNode } from 'react'
import { Disclosure } from './card'
import card from './card.module.css'

/** A table as wide as its card, and scrolled where it is wider; its caption is only read out. */
export function ScrolledTable({ caption, children }: { caption: string; children: ReactNode }) {
  return (
    <div className={card.scroll}>
      <table>
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
}

/** Columns of text, then columns of numbers. */
export function Table<Row>({ caption, rows, keyOf, texts, numbers }: Props<Row>) {
  const columns = [
    ...Object.entries(texts).map(([title, cell]) => ({ title, cell, className: undefined })),
    ...Object.entries(numbers).map(([title, cell]) => ({ title, cell, className: 'num' })),
  ]
  return (
    <ScrolledTable caption={caption}>
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
              <td key={title} className={className}>
                {cell(row)}
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
      <Table {...props} />
    </Disclosure>
  )
}
