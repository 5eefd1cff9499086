'use client'

import { type FormEvent, useCallback, useEffect, useRef, useState } from 'react'
import button from '@/components/shell/button.module.css'
import { useMay } from '@/components/shell/caller'
import { FailureNote } from '@/components/shell/panel'
import { json, unreachable } from '@/components/shell/send'
import type { SavedQuery } from '@/lib/explore'
import type { Failure } from '@/lib/failure'
import styles from './explore.module.css'
import type { Question } from './use-question'

type Answer<Value> = ({ ok: true } & Value) | { ok: false; failure: Failure }

async function send<Value>(init?: RequestInit): Promise<Answer<Value>> {
  try {
    const response = await fetch('/api/explore/queries', init)
    const answer = (await response.json()) as Answer<Value> | { error: { message: string } }
    if (!('error' in answer)) return answer
    const message = `${answer.error.message}.`
    const failure: Failure = { kind: 'failed', message, remedy: 'Correct it and save again.' }
    return { ok: false, failure }
  } catch {
    return { ok: false, failure: unreachable('Check that it is running.') }
  }
}

/** The queries that are saved in CloudWatch; null until they are loaded. */
export function useSaved() {
  const [queries, setQueries] = useState<SavedQuery[] | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const load = useCallback(async () => {
    const answer = await send<{ queries: SavedQuery[] }>()
    setFailure(answer.ok ? null : answer.failure)
    if (answer.ok) setQueries(answer.queries)
  }, [])
  return {
    queries,
    failure,
    load,
    /** Saves a query and answers why it could not, or null. */
    save: async (query: Omit<SavedQuery, 'id'> & { id?: string }): Promise<Failure | null> => {
      const answer = await send<{ id: string }>(json('POST', query))
      if (answer.ok) await load()
      return answer.ok ? null : answer.failure
    },
    remove: async (id: string): Promise<void> => {
      const answer = await send(json('DELETE', { id }))
      if (answer.ok) await load()
      else setFailure(answer.failure)
    },
  }
}

export type Saved = ReturnType<typeof useSaved>

interface SavedListProps {
  saved: Saved
  onPick: (text: string, saved: SavedQuery) => void
}

export function SavedList({ saved, onPick }: SavedListProps) {
  const { queries, failure, load, remove } = saved
  const mayChange = useMay('operator')
  useEffect(() => void load(), [load])
  const [sure, setSure] = useState<string | null>(null)
  if (failure && !queries)
    return <p className="mute small">Saved queries cannot be loaded: {failure.message}</p>
  if (!queries) return <p className="mute small">Loading …</p>
  return (
    <>
      {failure && (
        <p className="bad small" role="alert">
          {failure.message}
        </p>
      )}
      {queries.length === 0 && (
        <p className="mute small">
          None yet. “Save” stores the query in CloudWatch under a name. A word in double braces,
          such as {'{{status}}'}, becomes a field to fill in.
        </p>
      )}
      <ul>
        {queries.map((query) => (
          <li key={query.id} className={styles.saved}>
            <button type="button" onClick={() => onPick(query.text, query)}>
              <b>{query.name}</b>
              <code>{query.text}</code>
            </button>
            {mayChange && (
              <button
                type="button"
                className={styles.more}
                onClick={() => (sure === query.id ? void remove(query.id) : setSure(query.id))}
                onBlur={() => setSure(null)}
              >
                {sure === query.id ? 'Confirm delete' : 'Delete'}
                <span className="hidden"> {query.name}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

interface SaveQueryProps {
  question: Question
  saved: Saved
  onClose: () => void
}

/** Asks for the name under which the query is kept in CloudWatch. */
export function SaveQuery({ question, saved, onClose }: SaveQueryProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [value, setValue] = useState(question.saved?.name ?? '')
  const [failure, setFailure] = useState<Failure | null>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const save = async (event: FormEvent) => {
    event.preventDefault()
    const problem = await saved.save(question.toSave(value.trim()))
    setFailure(problem)
    if (!problem) dialog.current?.close()
  }
  return (
    <dialog ref={dialog} className={styles.save} aria-labelledby="save-title" onClose={onClose}>
      <form onSubmit={save}>
        <h2 id="save-title">Save query</h2>
        <label>
          Name
          <input
            value={value}
            maxLength={255}
            required
            onChange={(event) => setValue(event.target.value)}
          />
        </label>
        <p className="mute small">
          {question.saved?.name === value.trim()
            ? 'It replaces the saved query of this name.'
            : 'It is stored in CloudWatch for everyone who uses this account.'}
        </p>
        {failure && <FailureNote failure={failure} />}
        <div className={styles.bar}>
          <button className={button.primary} type="submit">
            Save
          </button>
          <button className={button.plain} type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
        </div>
      </form>
    </dialog>
  )
}
