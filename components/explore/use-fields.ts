'use client'

import { useEffect, useState } from 'react'
import type { LogField } from '@/lib/explore'
import { type View, writeView } from '@/lib/view'

const none: LogField[] = []

/** The fields of the log group; none when they cannot be told, which the editor bears. */
export function useFields(view: View): LogField[] {
  const [fields, setFields] = useState(none)
  const range = writeView({ range: view.range })
  useEffect(() => {
    const leaving = new AbortController()
    fetch(`/api/explore/fields${range}`, { signal: leaving.signal })
      .then(async (response) => response.ok && setFields((await response.json()) as LogField[]))
      .catch(() => {})
    return () => leaving.abort()
  }, [range])
  return fields
}
