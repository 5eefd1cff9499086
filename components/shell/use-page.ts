'use client'

import { useEffect, useMemo, useState } from 'react'
import type { AlarmsReading } from '@/lib/alarms/alarm'
import type { ArchiveReading } from '@/lib/archive'
import type { ExpectedReading, IncidentsReading, SituationReading } from '@/lib/orders/reading'
import type { QueryName, RowOf } from '@/lib/queries/catalog'
import { type Question, type RouteName, wordOf } from '@/lib/queries/question'
import type { Reading } from '@/lib/reading'
import type { RecipientsReading } from '@/lib/recipient'
import type { SourceStatus } from '@/lib/source'
import { type View, writeView } from '@/lib/view'
import { readPieces } from './read-pieces'
import type { Answer, Asked } from './refresh'
import {
  type Coming,
  type Current,
  type CurrentSource,
  fetchAnswer,
  isLines,
  type Live,
  type SourceAnswer,
  useReadings,
  useRhythm,
} from './use-reading'

/** What the API answers beside the queries of the catalog, by the name of its route. */
export interface ApiReadings extends Record<RouteName, unknown> {
  alarms: AlarmsReading
  recipients: RecipientsReading
  archive: ArchiveReading
  situation: SituationReading
  incidents: IncidentsReading
  expected: ExpectedReading
}

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

/** What a page of panels is given by the server: answers, and those that are still on their way with it. */
export type FirstOfPage<Page extends Questions> = FirstReadings<Page> &
  Partial<Coming> & { source: SourceStatus | null }

export type Readings<Page extends Questions> = {
  [Name in keyof Page]: Live<ReadingOf<Page[Name]>>
}

/** A line of /api/readings. */
interface Line {
  ask: string
  /** Of an answer that was given before; the newer one is a line of its own. */
  ageMs?: number
  reading: Answer
}

const sourceWord = 'source'
const forTheTab = new Set([sourceWord, 'situation', 'alarms'])

/** What is said where the server refused the whole request. */
async function refusal(response: Response): Promise<Answer> {
  const { error } = (await response.json()) as { error?: { message?: string } }
  if (!error?.message) throw new Error('No answer')
  return {
    ok: false,
    failure: {
      kind: 'failed',
      message: error.message,
      remedy: 'This page retries automatically.',
    },
  }
}

/** All questions of a page and where its numbers come from, asked in one request. */
function askedOf(questions: Questions, view: View): Asked {
  const words = new Map([
    ...Object.entries(questions).map(([name, question]) => [name, wordOf(question)] as const),
    [sourceWord, sourceWord] as const,
  ])
  return {
    names: [...words.keys()],
    isForTheTab: (name) => forTheTab.has(words.get(name) ?? ''),
    async ask(names, { onAnswer, ...asking }) {
      const wanted = new Map(names.map((name) => [words.get(name) ?? '', name]))
      const address = `/api/readings${writeView(view)}`
      const and = address.includes('?') ? '&' : '?'
      const response = await fetchAnswer(
        `${address}${and}ask=${[...wanted.keys()].join(',')}`,
        asking,
      )
      if (!isLines(response) || !response.body) {
        const answer = await refusal(response)
        for (const name of names) onAnswer(name, answer)
        return
      }
      for await (const line of readPieces(response.body, '\n')) {
        const { ask, ageMs, reading } = JSON.parse(line) as Line
        const name = wanted.get(ask)
        if (name !== undefined) onAnswer(name, reading, ageMs)
      }
    },
  }
}

/** The readings of a page of panels and where they come from: asked together, and again every minute. */
export function usePage<Page extends Questions>(
  questions: Page,
  view: View,
  { later, agesMs, ...first }: FirstOfPage<Page>,
): { readings: Readings<Page>; source: CurrentSource } {
  const [start] = useState(() => ({
    ...first,
    [sourceWord]: first.source && { ...first.source, ok: true },
  }))
  const [coming] = useState(() => later && { later, agesMs: agesMs ?? {} })
  const asked = useMemo(() => askedOf(questions, view), [questions, view])
  const { loading, saw, everyMs } = useRhythm(first.source)
  const answers = useReadings(asked, start, everyMs, coming)
  const { [sourceWord]: about, ...readings } = answers
  const source = about as Current<SourceAnswer>
  useEffect(() => saw(source.reading), [saw, source.reading])
  return {
    // Each name is asked what the page's table says, and a loop does not carry that.
    readings: readings as unknown as Readings<Page>,
    source: { ...source, loading: loading || source.reading === null, everyMs },
  }
}

export const rowsOf = <Row>({ reading }: Current<Reading<Row>>): Row[] | null =>
  reading?.ok ? reading.rows : null
