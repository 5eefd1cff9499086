/** How far a long search is: the step it is at, of how many, and the answers it has of those it waits for. */
export interface Progress {
  /** Present participle first, such as "Reading the failures of the period". */
  doing: string
  step: number
  steps: number
  answered: number
  asked: number
}

/** The type of answers that say how far they are, line by line, before their last line. */
export const progressType = 'application/x-ndjson'

/** Counts the answers of each step, and says so whenever something changes. */
export function newProgress(steps: number, say: (progress: Progress) => void = () => {}) {
  let now: Progress = { doing: '', step: 0, steps, answered: 0, asked: 0 }
  const change = (to: Partial<Progress>) => {
    now = { ...now, ...to }
    say(now)
  }
  return {
    begin: (step: number, doing: string) => change({ doing, step, answered: 0, asked: 0 }),
    /** Waits for an answer of the current step. */
    async waiting<T>(answer: Promise<T>): Promise<T> {
      const { step } = now
      change({ asked: now.asked + 1 })
      const given = await answer
      if (now.step === step) change({ answered: now.answered + 1 })
      return given
    },
  }
}

export type SearchProgress = ReturnType<typeof newProgress>
