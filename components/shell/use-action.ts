'use client'

import { useState } from 'react'
import { json, noServer } from './send'

/** How an action on the server goes: not begun, running, done, or refused for a reason. */
type Action = { state: 'idle' | 'running' | 'done' } | { state: 'refused'; why: string }

interface Reason {
  message?: string
  remedy?: string
}

async function post(url: string, body: object): Promise<Action> {
  try {
    const response = await fetch(url, json('POST', body))
    const answer = (await response.json()) as Reason & {
      ok?: boolean
      failure?: Reason
      error?: Reason
    }
    if (answer.ok) return { state: 'done' }
    const { message, remedy } = answer.error ?? answer.failure ?? answer
    const why = [message, remedy].filter(Boolean).join(' ')
    return { state: 'refused', why: why || 'The server gave no reason.' }
  } catch {
    return { state: 'refused', why: noServer }
  }
}

/** Posts to a route of the API when it is called, and follows what becomes of it. */
export function useAction(url: string, onDone?: () => void) {
  const [action, setAction] = useState<Action>({ state: 'idle' })
  const begin = async (body: object) => {
    setAction({ state: 'running' })
    const ended = await post(url, body)
    setAction(ended)
    if (ended.state === 'done') onDone?.()
  }
  return { ...action, why: action.state === 'refused' ? action.why : '', begin }
}
