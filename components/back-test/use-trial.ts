'use client'

import { useCallback, useEffect, useRef, useState } from 'react'
import { json, unreachable } from '@/components/shell/send'
import type { BackTests } from '@/lib/back-test/result'
import { withBase } from '@/lib/base-path'
import type { Failure } from '@/lib/failure'
import { declaredOf, type Trial } from '@/lib/trial'
import { type View, writeView } from '@/lib/view'

type Outcome =
  | { state: 'running' }
  | { state: 'done'; result: BackTests }
  | { state: 'wrong-pattern'; message: string }
  | { state: 'failed'; failure: Failure }
  | null

type Answer =
  | BackTests
  | { ok: false; failure: Failure }
  | { ok?: undefined; error?: { field?: string; message: string } }

const untestable = 'This alarm cannot be tested.'
const lost: Outcome = {
  state: 'failed',
  failure: unreachable('Check that it is running, then run the test again.'),
}

function outcomeOf(answer: Answer): Outcome {
  if (answer.ok) return { state: 'done', result: answer }
  if (answer.ok === false) return { state: 'failed', failure: answer.failure }
  const { field = '', message = 'The server gave no reason.' } = answer.error ?? {}
  return field.endsWith('pattern')
    ? { state: 'wrong-pattern', message }
    : { state: 'failed', failure: { kind: 'failed', message: untestable, remedy: message } }
}

async function answerTo(trial: Trial, range: string, signal: AbortSignal): Promise<Outcome> {
  const address = (parameter: string) => `/api/back-test${range}${range ? '&' : '?'}${parameter}`
  const response =
    trial.alarm === ''
      ? await fetch(withBase(`/api/back-test${range}`), json('POST', declaredOf(trial), signal))
      : await fetch(withBase(address(`alarm=${encodeURIComponent(trial.alarm)}`)), { signal })
  return outcomeOf((await response.json()) as Answer)
}

/** Runs trials over the period of a view, one at a time: another one ends the one before. `first` is run at once. */
export function useTrial(view: View, first: Trial | null) {
  const [outcome, setOutcome] = useState<Outcome>(null)
  const running = useRef<AbortController | null>(null)
  const range = writeView({ range: view.range })

  const run = useCallback(
    async (trial: Trial) => {
      running.current?.abort()
      const mine = new AbortController()
      running.current = mine
      setOutcome({ state: 'running' })
      const answer = await answerTo(trial, range, mine.signal).catch(() => lost)
      if (!mine.signal.aborted) setOutcome(answer)
    },
    [range],
  )
  useEffect(() => {
    if (first) void run(first)
    return () => running.current?.abort()
  }, [first, run])
  return { outcome, run }
}
