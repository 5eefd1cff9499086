'use client'

import { createElement, Fragment, type ReactNode } from 'react'
import type { Window } from '@/lib/window'
import type { Frame } from './frame'
import styles from './panel-page.module.css'
import { withSharedFailure } from './shared-failure'
import { Shell } from './shell'
import { useKnown } from './use-known'
import { type FirstOfPage, type Questions, type Readings, usePage } from './use-page'
import type { CurrentSource } from './use-reading'
import { useZone } from './zone'

/** What every panel gets beside the readings that it takes. */
export interface PanelFrame extends Frame {
  source: CurrentSource
}

/** The readings that a panel names, and the page's frame. */
export type PanelProps<Page extends Questions, Taken extends keyof Page> = Pick<
  Readings<Page>,
  Taken
> &
  PanelFrame

type PanelOf<Page extends Questions, More> = (
  props: Readings<Page> & PanelFrame & More,
) => ReactNode

const columns = { sides: styles.sides, halves: styles.halves, thirds: styles.thirds }
type Row<Panel> = Panel | { columns: keyof typeof columns; panels: readonly Panel[] }

type PanelIn<Row> = Row extends { panels: readonly (infer Panel)[] } ? Panel : Row
type Taken<Panel> = Panel extends (props: infer Props) => ReactNode ? keyof Props : never
type Unshown<Page, Rows extends readonly unknown[]> = Exclude<
  keyof Page,
  Taken<PanelIn<Rows[number]>>
>

/** What a page of panels is given by the server. */
export interface PageProps<Page extends Questions> extends Frame {
  first: FirstOfPage<Page>
}

interface PanelPageProps<Page extends Questions, Rows extends readonly unknown[], More>
  extends PageProps<Page> {
  path: string
  questions: Page
  /** The question whose answer says which time is shown. */
  clock: keyof Page
  /** The questions whose answers must be new for what the page says first; the clock's when absent. */
  saidFrom?: readonly (keyof Page)[]
  /** Every question must be taken by a panel: the type names those that are not. */
  rows: Rows &
    ([Unshown<Page, Rows>] extends [never] ? unknown : { noPanelTakes: Unshown<Page, Rows> })
  more: More
  /** Whether the first row goes before all that the page says of the log. */
  isLed?: (props: Readings<Page> & PanelFrame & More) => boolean
}

/** A page of panels: asks its questions once, again every minute, and gives every panel the answers. */
export function PanelPage<
  Page extends Questions,
  const Rows extends readonly Row<PanelOf<Page, More>>[],
  More extends object,
>(props: PanelPageProps<Page, Rows, More>) {
  const { path, questions, first, clock, saidFrom = [clock], rows, more, isLed, ...given } = props
  const { view, window, nowMs, wrong } = given
  const zone = useZone(given.zone)
  const { readings, source: current } = usePage(questions, view, first)
  const said = saidFrom.map((name) => readings[name])
  // Held back on purpose, and said so: what needs no query goes on.
  const going = said.filter(({ problem }) => problem?.kind !== 'budget-spent')
  const known = useKnown(current, going.length > 0 ? going : said, nowMs)
  const source = withSharedFailure(known, Object.values(readings))
  const timed: { ok: boolean; window?: Window; asOfMs?: number } | null = readings[clock].reading
  const frame = {
    view,
    window: timed?.window ?? window,
    zone,
    wrong,
    nowMs: timed?.asOfMs ?? nowMs,
    source,
  }
  const all = { ...readings, ...frame, ...more }
  const draw = (panel: PanelOf<Page, More>) => createElement(panel, all)
  const drawn = rows.map((row) =>
    typeof row === 'function'
      ? draw(row)
      : createElement('div', { className: columns[row.columns] }, ...row.panels.map(draw)),
  )
  const leading = isLed?.(all) ? 1 : 0
  const isWhole = !Object.keys(first.later ?? {}).some((name) => !first[name as keyof Page])
  return (
    <Shell path={path} {...frame} lead={leading > 0 ? drawn[0] : null}>
      {!isWhole && (
        // Whose browser runs no scripts is shown what came late by loading the page again.
        <noscript>
          <meta httpEquiv="refresh" content="1" />
        </noscript>
      )}
      {createElement(Fragment, null, ...drawn.slice(leading))}
    </Shell>
  )
}
