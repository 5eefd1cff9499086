'use client'

import { useState } from 'react'
import button from '@/components/shell/button.module.css'

/** A text to take elsewhere, with a button that copies it. */
export function CopyText({ text, what }: { text: string; what: string }) {
  const [copied, setCopied] = useState<'copied' | 'refused' | null>(null)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setCopied('copied')
    } catch {
      setCopied('refused')
    }
  }
  return (
    <>
      <pre>{text}</pre>
      <button type="button" className={`${button.plain} ${button.slim}`} onClick={copy}>
        Copy {what}
      </button>{' '}
      <span role="status">
        {copied === 'copied' && 'Copied.'}
        {copied === 'refused' && 'The browser blocked copying. Select the text instead.'}
      </span>
    </>
  )
}
