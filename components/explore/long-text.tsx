'use client'

import { useState } from 'react'
import { LogText } from '@/components/shell/log-text'
import { full } from '@/lib/format'
import styles from './explore.module.css'

const first = 2_000

/** A value of any length: its beginning, and as much more as is asked for. */
export function LongText({ text }: { text: string }) {
  const [shown, setShown] = useState(first)
  if (text.length <= shown) return <LogText text={text} longest={text.length} />
  return (
    <>
      <LogText text={text.slice(0, shown)} longest={shown} />{' '}
      <button
        type="button"
        className={styles.more}
        onClick={() => setShown(text.length > 200_000 ? shown * 20 : text.length)}
      >
        show {text.length > 200_000 ? 'more' : 'all'} ({full(text.length)} characters)
      </button>
    </>
  )
}
