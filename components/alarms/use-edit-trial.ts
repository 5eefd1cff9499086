'use client'

import { useState } from 'react'
import { json, noServer } from '@/components/shell/send'
import type { BackTest, BackTests } from '@/lib/back-test/result'
import { withBase } from '@/lib/base-path'
import type { Failure } from '@/lib/failure'

/** What can be changed of an alarm, as the API takes it. */
export interface Edit {
  threshold: number
  datapointsToAlarm: number
  evaluationPeriods: number
  notify: string[]
}

type Outcome =
  | { state: 'done'; now: BackTest | undefined; edited: BackTest | undefined }
  | { state: 'failed'; why: string }

type Answer =
  | BackTests
  | { ok: false; failure: Failure }
  | { ok?: undefined; error?: { message?: string } }

function outcomeOf(answer: Answer): Outcome {
  if (answer.ok) {
    const [now, edited] = answer.alarms
    return { state: 'done', now, edited }
  }
  const reason = answer.ok === false ? answer.failure : answer.error
  return { state: 'failed', why: reason?.message ?? 'The server gave no reason.' }
}

/** Runs an edited alarm over the past, beside the alarm as it is. */
export function useEditTrial(url: string) {
  const [tried, setTried] = useState<{ of: string; outcome: Outcome } | null>(null)
  const [running, setRunning] = useState(false)
  const run = async (edit: Edit) => {
    setRunning(true)
    const of = JSON.stringify(edit)
    try {
      const response = await fetch(withBase(url), json('POST', edit))
      setTried({ of, outcome: outcomeOf((await response.json()) as Answer) })
    } catch {
      setTried({ of, outcome: { state: 'failed', why: noServer } })
    } finally {
      setRunning(false)
    }
  }
  return { running, of: tried?.of ?? null, outcome: tried?.outcome ?? null, run }
}
