'use client'

import { useEffect, useState } from 'react'
import { json, noServer } from '@/components/shell/send'
import { withBase } from '@/lib/base-path'
import type { Preview } from '@/lib/setup/proposal'
import type { PreviewReading } from '@/lib/setup/reading'
import type { MemberProblem } from '@/lib/site-problems'
import { type Draft, wayIn } from './draft'

/** What the server does not take. */
export interface Wrong {
  message: string
  /** The same by the members of the site file; none where it is no one member. */
  problems: readonly MemberProblem[]
}

/** Of an answer that says nothing of members. */
export const wrongOf = ({ message = '', problems = [] }: Partial<Wrong>): Wrong => ({
  message,
  problems,
})

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
    const refuse = (wrong: Partial<Wrong>) =>
      setShown((before) => ({ ...before, isPending: false, wrong: wrongOf(wrong) }))
    const ask = async () => {
      try {
        const response = await fetch(
          withBase('/api/setup'),
          json('POST', JSON.parse(body), asking.signal),
        )
        const answer = (await response.json()) as PreviewReading & Answer
        if (answer.error) refuse(answer.error)
        else if (!answer.ok)
          refuse({ message: `${answer.failure.message} ${answer.failure.remedy}` })
        else setShown({ preview: answer.preview, isPending: false, wrong: null })
      } catch {
        if (!asking.signal.aborted) refuse({ message: noServer })
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
