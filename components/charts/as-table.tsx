import type { ReactNode } from 'react'

/** The numbers of a chart, folded away under it. */
export function AsTable({ caption, children }: { caption: string; children: ReactNode }) {
  return (
    <details className="table small">
      <summary>as a table</summary>
      <div className="scroll">
        <table>
          <caption className="hidden">{caption}</caption>
          {children}
        </table>
      </div>
    </details>
  )
}
