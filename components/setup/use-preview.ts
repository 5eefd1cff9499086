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

/** What is still known to be wrong once some of it was changed: nobody reads of a text that stands there no more. */
export function stillWrong(
  { message, problems }: Wrong,
  before: string,
  now: string,
): Wrong | null {
  const [old, current]: Record<string, unknown>[] = [JSON.parse(before), JSON.parse(now)]
  const isSame = ({ path }: MemberProblem) => {
    const [name = ''] = path.split('.')
    return JSON.stringify(old?.[name]) === JSON.stringify(current?.[name])
  }
  const left = problems.filter(isSame)
  return problems.length > 0 && left.length === 0 ? null : { message, problems: left }
}

/**
 * What a draft would have shown, asked again after each change, and once the log has been read. `zone`: of the
 * page's times.
 */
export function usePreview(draft: Draft | null, zone: string, isRead: boolean): Previewed {
  const [shown, setShown] = useState<Previewed & { body?: string }>({
    ...{ preview: null, isPending: true, wrong: null },
  })
  const body = draft === null ? null : JSON.stringify({ ...wayIn(draft), zone })

  useEffect(() => {
    if (body === null || !isRead) return
    const asking = new AbortController()
    setShown((before) => ({ ...before, isPending: true }))
    const refuse = (wrong: Partial<Wrong>) =>
      setShown((before) => ({ ...before, isPending: false, body, wrong: wrongOf(wrong) }))
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
  }, [body, isRead])

  const { wrong, body: asked } = shown
  if (!wrong || asked === undefined || body === null || asked === body) return shown
  return { ...shown, wrong: stillWrong(wrong, asked, body) }
}
