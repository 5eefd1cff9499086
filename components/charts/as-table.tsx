import type { ReactNode } from 'react'
import card from '@/components/shell/card.module.css'
import { Disclosure } from '@/components/shell/disclosure'

/** The numbers of a chart, folded away under it. */
export function AsTable({ caption, children }: { caption: string; children: ReactNode }) {
  return (
    <Disclosure summary="as a table">
      <div className={card.scroll}>
        <table>
          <caption className="hidden">{caption}</caption>
          {children}
        </table>
      </div>
    </Disclosure>
  )
}
