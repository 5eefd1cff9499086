'use client'

import { useCallback, useEffect, useRef, useState } from 'react'
import type { BackTests } from '@/lib/back-test/result'
import { declaredOf, type Trial } from '@/lib/trial'
import { type View, writeView } from '@/lib/view'

export type Outcome =
  | { state: 'running' }
  | { state: 'done'; result: BackTests }
  | { state: 'wrong'; field: string; message: string }
  | { state: 'failed'; message: string; remedy: string }
  | null

type Answer =
  | BackTests
  | { ok: false; failure: { message: string; remedy: string } }
  | { ok?: undefined; error?: { field?: string; message: string } }

function outcomeOf(answer: Answer): Outcome {
  if (answer.ok) return { state: 'done', result: answer }
  if (answer.ok === false) return { state: 'failed', ...answer.failure }
  const { error } = answer
  return {
    state: 'wrong',
    field: error?.field ?? '',
    message: error?.message ?? 'The server gave no reason.',
  }
}

async function answerTo(trial: Trial, range: string, signal: AbortSignal): Promise<Outcome> {
  const address = (parameter: string) => `/api/back-test${range}${range ? '&' : '?'}${parameter}`
  const response =
    trial.alarm === ''
      ? await fetch(`/api/back-test${range}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(declaredOf(trial)),
          signal,
        })
      : await fetch(address(`alarm=${encodeURIComponent(trial.alarm)}`), { signal })
  return outcomeOf((await response.json()) as Answer)
}

const unreachable: Outcome = {
  state: 'failed',
  message: 'The CafeWatch server cannot be reached.',
  remedy: 'Check that it is running, then run the test again.',
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
      const answer = await answerTo(trial, range, mine.signal).catch(() => unreachable)
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
