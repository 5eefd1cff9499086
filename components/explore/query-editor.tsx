'use client'

import { lazy, Suspense, useEffect, useState } from 'react'
import type { EditorProps } from './editor'
import styles from './editor.module.css'

const Editor = lazy(() => import('./editor').then(({ Editor }) => ({ default: Editor })))

/** The editor, whose script comes after the page; until then the text stands in the same place. */
export function QueryEditor(props: EditorProps) {
  const [live, setLive] = useState(false)
  useEffect(() => setLive(true), [])
  const still = <pre className={styles.still}>{props.text}</pre>
  return live ? (
    <Suspense fallback={still}>
      <Editor {...props} />
    </Suspense>
  ) : (
    still
  )
}
