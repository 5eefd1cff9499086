'use client'

import { lazy, Suspense, useEffect, useState } from 'react'
import { withBase } from '@/lib/base-path'
import type { LogField } from '@/lib/explore'
import { type View, writeView } from '@/lib/view'
import type { EditorProps } from './editor'
import styles from './editor.module.css'

const none: LogField[] = []

/** The fields of the log group; none when they cannot be read: the editor works without them. */
function useFields(view: View): LogField[] {
  const [fields, setFields] = useState(none)
  const range = writeView({ range: view.range })
  useEffect(() => {
    const leaving = new AbortController()
    fetch(withBase(`/api/explore/fields${range}`), { signal: leaving.signal })
      .then(async (response) => response.ok && setFields((await response.json()) as LogField[]))
      .catch(() => {})
    return () => leaving.abort()
  }, [range])
  return fields
}

const Editor = lazy(() => import('./editor').then(({ Editor }) => ({ default: Editor })))

/** The editor, whose script comes after the page; until then the text stands in the same place. */
export function QueryEditor({ view, ...props }: Omit<EditorProps, 'fields'> & { view: View }) {
  const fields = useFields(view)
  const [live, setLive] = useState(false)
  useEffect(() => setLive(true), [])
  const still = <pre className={styles.still}>{props.text}</pre>
  return live ? (
    <Suspense fallback={still}>
      <Editor {...props} fields={fields} />
    </Suspense>
  ) : (
    still
  )
}
