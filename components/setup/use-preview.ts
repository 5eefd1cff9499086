'use client'

import { useEffect, useState } from 'react'
import { json, noServer } from '@/components/shell/send'
import type { Preview } from '@/lib/setup/proposal'
import type { PreviewReading } from '@/lib/setup/reading'
import { type Draft, wayIn } from './draft'

/** Something that the server does not take, and which member of the site file it is. */
export interface Wrong {
  field: string
  message: string
}

export interface Previewed {
  /** The newest; it stays while another is on its way. */
  preview: Preview | null
  isPending: boolean
  wrong: Wrong | null
}

// Nobody is asked about each letter that is typed.
const pauseMs = 300

interface Answer {
  error?: Partial<Wrong>
}

/** What a draft would have shown, asked again after each change. `zone`: of the page's times. */
export function usePreview(draft: Draft | null, zone: string): Previewed {
  const [shown, setShown] = useState<Previewed>({ preview: null, isPending: true, wrong: null })
  const body = draft === null ? null : JSON.stringify({ ...wayIn(draft), zone })

  useEffect(() => {
    if (body === null) return
    const asking = new AbortController()
    setShown((before) => ({ ...before, isPending: true }))
    const refuse = (field: string, message: string) =>
      setShown((before) => ({ ...before, isPending: false, wrong: { field, message } }))
    const ask = async () => {
      try {
        const response = await fetch('/api/setup', json('POST', JSON.parse(body), asking.signal))
        const answer = (await response.json()) as PreviewReading & Answer
        if (answer.error) refuse(answer.error.field ?? '', answer.error.message ?? '')
        else if (!answer.ok) refuse('', `${answer.failure.message} ${answer.failure.remedy}`)
        else setShown({ preview: answer.preview, isPending: false, wrong: null })
      } catch {
        if (!asking.signal.aborted) refuse('', noServer)
      }
    }
    const timer = setTimeout(ask, pauseMs)
    return () => {
      clearTimeout(timer)
      asking.abort()
    }
  }, [body])

  return shown
}
