'use client'

import { useMemo } from 'react'
import type { AlarmsReading } from '@/lib/alarms/alarm'
import type { ArchiveReading } from '@/lib/archive'
import type { ExpectedReading, IncidentsReading, SituationReading } from '@/lib/orders/reading'
import type { QueryName, RowOf } from '@/lib/queries/catalog'
import type { Reading } from '@/lib/reading'
import type { RecipientsReading } from '@/lib/recipient'
import { type View, writeView } from '@/lib/view'
import type { Period } from '@/lib/window'
import { type Current, type Live, useReadings } from './use-reading'

/** What the API answers beside the queries of the catalog, by the name of its route. */
export interface ApiReadings {
  alarms: AlarmsReading
  recipients: RecipientsReading
  archive: ArchiveReading
  situation: SituationReading
  incidents: IncidentsReading
  expected: ExpectedReading
}

/** A query of the catalog, over the period of the page or an earlier one, or a route of the API. */
export type Question =
  | { query: QueryName; period?: Period }
  | { api: keyof ApiReadings; period?: Period }

/** What a page asks, by the names that its panels take the answers by. */
export type Questions = Record<string, Question>

export type ReadingOf<Asked extends Question> = Asked extends { query: infer Name }
  ? Reading<RowOf<Name & QueryName>>
  : Asked extends { api: infer Route }
    ? ApiReadings[Route & keyof ApiReadings]
    : never

/** The answers that came with the page. */
export type FirstReadings<Page extends Questions> = {
  [Name in keyof Page]: ReadingOf<Page[Name]> | null
}

export type Readings<Page extends Questions> = {
  [Name in keyof Page]: Live<ReadingOf<Page[Name]>>
}

function urlOf(question: Question, view: View): string {
  const name = 'api' in question ? question.api : `queries/${question.query}`
  const path = `/api/${name}${writeView(view)}`
  return question.period
    ? `${path}${path.includes('?') ? '&' : '?'}period=${question.period}`
    : path
}

export function useQueries<Page extends Questions>(
  questions: Page,
  view: View,
  first: FirstReadings<Page>,
  everyMs: number,
): Readings<Page> {
  const urls = useMemo(
    () =>
      Object.fromEntries(
        Object.entries(questions).map(([name, question]) => [name, urlOf(question, view)]),
      ),
    [questions, view],
  )
  // Each name is asked what the page's table says, and a loop does not carry that.
  return useReadings(urls, first, everyMs) as unknown as Readings<Page>
}

export const rowsOf = <Row>({ reading }: Current<Reading<Row>>): Row[] | null =>
  reading?.ok ? reading.rows : null
