'use client'

import { useState } from 'react'
import { json, noServer } from '@/components/shell/send'
import { withBase } from '@/lib/base-path'
import { type Wrong, wrongOf } from './use-preview'

/** What only the operator can do for a saved set-up to be in force everywhere. */
interface ToDo {
  message: string
  commands: string[]
}

export type Saving =
  | { state: 'idle' | 'running' }
  | { state: 'saved'; what: 'way' | 'failures'; toDo: ToDo | null }
  | { state: 'refused'; wrong: Wrong; asked: Asked }

/** What was asked for when the server refused it. */
type Asked = 'save' | 'download'

interface Answer {
  toDo?: ToDo | null
  error?: Partial<Wrong>
}

/** Saves members of the site file, which are in force at once, and follows what becomes of it. */
export function useSave() {
  const [saving, setSaving] = useState<Saving>({ state: 'idle' })
  const refuse = (wrong: Partial<Wrong>, asked: Asked = 'save') =>
    setSaving({ state: 'refused', wrong: wrongOf(wrong), asked })
  const save = async (members: Record<string, unknown>, what: 'way' | 'failures') => {
    setSaving({ state: 'running' })
    try {
      const response = await fetch(withBase('/api/site'), json('PUT', { site: members }))
      const answer = (await response.json()) as Answer
      if (response.ok) setSaving({ state: 'saved', what, toDo: answer.toDo ?? null })
      else refuse({ message: `The server answered ${response.status}.`, ...answer.error })
    } catch {
      refuse({ message: noServer })
    }
  }
  /** Whether a site file with these members would be taken; what is wrong with it is said. */
  const check = async (members: Record<string, unknown>): Promise<boolean> => {
    try {
      const response = await fetch(withBase('/api/site'), json('POST', { site: members }))
      if (response.ok) return true
      const { error } = (await response.json()) as Answer
      refuse({ message: `The server answered ${response.status}.`, ...error }, 'download')
    } catch {
      refuse({ message: noServer }, 'download')
    }
    return false
  }
  return { saving, save, check, changed: () => setSaving({ state: 'idle' }) }
}
