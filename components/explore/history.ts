'use client'

import { useEffect, useState } from 'react'

interface PastQuery {
  text: string
  atMs: number
}

const key = 'cafewatch.explore.history'
const maxQueries = 50

/** What another page or a hand may have put there is dropped. */
function read(): PastQuery[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
    return Array.isArray(stored) ? stored.filter(isPastQuery) : []
  } catch {
    return []
  }
}

const isPastQuery = (value: unknown): value is PastQuery =>
  typeof value === 'object' &&
  value !== null &&
  'text' in value &&
  typeof value.text === 'string' &&
  'atMs' in value &&
  typeof value.atMs === 'number'

/** The last queries, newest first, each once; they stay in this browser. */
export function useHistory() {
  const [past, setPast] = useState<PastQuery[]>([])
  useEffect(() => setPast(read()), [])
  const store = (queries: PastQuery[]) => {
    setPast(queries)
    try {
      if (queries.length === 0) localStorage.removeItem(key)
      else localStorage.setItem(key, JSON.stringify(queries))
    } catch {
      // A full or forbidden storage costs the memory of these queries and nothing else.
    }
  }
  return {
    past,
    remember: (text: string) =>
      store(
        [{ text, atMs: Date.now() }, ...read().filter((one) => one.text !== text)].slice(
          0,
          maxQueries,
        ),
      ),
    clear: () => store([]),
  }
}

export type History = ReturnType<typeof useHistory>
