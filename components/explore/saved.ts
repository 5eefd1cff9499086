'use client'

import { useCallback, useState } from 'react'
import type { SavedQuery } from '@/lib/explore'
import type { Failure } from '@/lib/failure'

type Answer<Value> = ({ ok: true } & Value) | { ok: false; failure: Failure }

async function send<Value>(
  method: 'GET' | 'POST' | 'DELETE',
  body?: object,
): Promise<Answer<Value>> {
  try {
    const response = await fetch('/api/explore/queries', {
      method,
      ...(body && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    })
    const answer = (await response.json()) as Answer<Value> | { error: { message: string } }
    if (!('error' in answer)) return answer
    return refused(`${answer.error.message}.`, 'Correct it and save again.')
  } catch {
    return refused('The CafeWatch server cannot be reached.', 'Check that it is running.')
  }
}

const refused = (message: string, remedy: string): { ok: false; failure: Failure } => ({
  ok: false,
  failure: { kind: 'failed', message, remedy },
})

/** The queries that are saved in CloudWatch; null until they are loaded. */
export function useSaved() {
  const [queries, setQueries] = useState<SavedQuery[] | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const load = useCallback(async () => {
    const answer = await send<{ queries: SavedQuery[] }>('GET')
    setFailure(answer.ok ? null : answer.failure)
    if (answer.ok) setQueries(answer.queries)
  }, [])
  return {
    queries,
    failure,
    load,
    /** Saves a query and answers why it could not, or null. */
    save: async (query: Omit<SavedQuery, 'id'> & { id?: string }): Promise<Failure | null> => {
      const answer = await send<{ id: string }>('POST', query)
      if (answer.ok) await load()
      return answer.ok ? null : answer.failure
    },
    remove: async (id: string): Promise<void> => {
      const answer = await send('DELETE', { id })
      if (answer.ok) await load()
      else setFailure(answer.failure)
    },
  }
}

export type Saved = ReturnType<typeof useSaved>
