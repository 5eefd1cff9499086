'use client'

import { useMemo, useState } from 'react'
import { maxQueryLength, type SavedQuery } from '@/lib/explore'
import { full } from '@/lib/format'
import { Unquotable } from '@/lib/queries/insights'
import { fillIn, type Given, placeholders } from '@/lib/queries/parameters'

type Values = Record<string, Given>

/** The values that a saved query comes with. */
function defaultsOf(text: string, saved: SavedQuery | undefined): Values {
  const types = new Map(placeholders(text).map(({ name, type }) => [name, type]))
  return Object.fromEntries(
    (saved?.parameters ?? []).flatMap(({ name, defaultValue: value }) =>
      value === undefined ? [] : [[name, { type: types.get(name) ?? 'text', value }]],
    ),
  )
}

export type Question = ReturnType<typeof useQuestion>

/** What is being asked: the text of the editor, the values of its parameters, and where it came from. */
export function useQuestion(first: string) {
  const [text, setText] = useState(first)
  const [values, setValues] = useState<Values>({})
  const [saved, setSaved] = useState<SavedQuery>()
  const [problem, setProblem] = useState<string | null>(null)
  const parameters = useMemo(() => placeholders(text), [text])

  return {
    text,
    setText,
    parameters,
    values,
    setValue: (name: string, value: Given) => setValues((all) => ({ ...all, [name]: value })),
    /** The saved query that it began as. */
    saved,
    /** Why it cannot be run as it stands, in a sentence. */
    problem,
    pick: (query: string, from?: SavedQuery) => {
      setText(query)
      setSaved(from)
      setValues(defaultsOf(query, from))
      setProblem(null)
    },
    /** The query to run; null, with a problem, when something is missing. */
    filled: (): string | null => {
      try {
        if (text.trim() === '') throw new Unquotable('there is no query yet')
        const empty = parameters.map(({ name, type }) => [name, { type, value: '' }])
        const query = fillIn(text, { ...Object.fromEntries(empty), ...values })
        if (query.length > maxQueryLength) {
          throw new Unquotable(
            `the query has ${full(query.length)} characters, and CloudWatch takes at most ${full(maxQueryLength)}`,
          )
        }
        setProblem(null)
        return query
      } catch (error) {
        if (!(error instanceof Unquotable)) throw error
        setProblem(`Not run: ${error.message}.`)
        return null
      }
    },
    /** What is kept when it is saved under a name; it takes the place of the one that it began as. */
    toSave: (name: string): Omit<SavedQuery, 'id'> & { id?: string } => ({
      id: saved?.name === name ? saved.id : undefined,
      name,
      text,
      parameters: parameters.map(({ name }) => ({
        name,
        ...(values[name]?.value && { defaultValue: values[name].value }),
      })),
    }),
  }
}
