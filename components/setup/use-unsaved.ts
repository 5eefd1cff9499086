'use client'

import { useEffect, useRef } from 'react'
import { type Draft, membersOf } from './draft'

/** What of a draft would be lost; the same text for the same set-up. */
export const unsavedText = (draft: Draft): string =>
  JSON.stringify([membersOf(draft), draft.averageOrder, draft.isUnread])

const ask = (event: BeforeUnloadEvent) => event.preventDefault()

/** Has the browser ask before the page is left, while something was changed that is not saved. */
export function useUnsaved(draft: Draft, isSaved: boolean): void {
  const text = unsavedText(draft)
  const kept = useRef(text)
  if (isSaved) kept.current = text
  const isChanged = kept.current !== text
  useEffect(() => {
    if (!isChanged) return
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [isChanged])
}
