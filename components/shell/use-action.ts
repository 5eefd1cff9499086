'use client'

import { useState } from 'react'
import { withBase } from '@/lib/base-path'
import { json, noServer } from './send'

/** How an action on the server goes: not begun, running, done, or refused for a reason. */
type Action =
  | { state: 'idle' | 'running' | 'done' }
  /** Commands are there when the action has to be done elsewhere. */
  | { state: 'refused'; why: string; commands: string[]; field: string }

interface Reason {
  /** The member of what was sent that is wrong. */
  field?: string
  message?: string
  remedy?: string
  commands?: string[]
}

type Method = Parameters<typeof json>[0]

async function send(method: Method, url: string, body: object): Promise<Action> {
  try {
    const response = await fetch(withBase(url), json(method, body))
    const answer = (await response.json()) as Reason & {
      ok?: boolean
      failure?: Reason
      error?: Reason
    }
    if (response.ok && answer.ok !== false) return { state: 'done' }
    const reason = answer.error ?? answer.failure ?? answer
    const { message, remedy, commands = [], field = '' } = reason
    const why = [message, remedy].filter(Boolean).join(' ')
    return { state: 'refused', why: why || 'The server gave no reason.', commands, field }
  } catch {
    return { state: 'refused', why: noServer, commands: [], field: '' }
  }
}

/** Sends to a route of the API when it is called, and follows what becomes of it; `begin` resolves to whether it is done. */
export function useAction(url: string, onDone?: () => void) {
  const [action, setAction] = useState<Action>({ state: 'idle' })
  const begin = async (body: object, method: Method = 'POST') => {
    setAction({ state: 'running' })
    const ended = await send(method, url, body)
    setAction(ended)
    if (ended.state === 'done') onDone?.()
    return ended.state === 'done'
  }
  const { why, commands, field } =
    action.state === 'refused' ? action : { why: '', commands: [], field: '' }
  return { state: action.state, why, commands, field, begin }
}
