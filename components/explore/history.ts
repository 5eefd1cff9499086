'use client'

import { useEffect, useState } from 'react'

/** A query that was run in this browser. */
export interface Past {
  text: string
  atMs: number
}

const key = 'cafewatch.explore.history'
const most = 50

/** What another page or a hand may have put there is dropped. */
function read(): Past[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isPast) : []
  } catch {
    return []
  }
}

const isPast = (value: unknown): value is Past =>
  typeof value === 'object' &&
  value !== null &&
  'text' in value &&
  typeof value.text === 'string' &&
  'atMs' in value &&
  typeof value.atMs === 'number'

/** The last queries, newest first, each once; they stay in this browser. */
export function useHistory() {
  const [past, setPast] = useState<Past[]>([])
  useEffect(() => setPast(read()), [])
  const keep = (queries: Past[]) => {
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
      keep(
        [{ text, atMs: Date.now() }, ...read().filter((one) => one.text !== text)].slice(0, most),
      ),
    clear: () => keep([]),
  }
}
