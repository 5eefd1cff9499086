/** What the server is asked, by people and programs. */
export interface Asked {
  /** Which of the shop's pages; null for assets and for what does not exist. */
  key: string | null
  path: string
  atMs: number
  country: string
  browser: string
  luck: number
  slowness: number
  /** When all is well. */
  status: number
  ms: number
}

export interface Answer {
  status: number
  ms: number
  /** No line in the log. */
  isSilent?: boolean
  /** Nobody gets anything at all. */
  isDead?: boolean
  /** A redirect to itself. */
  isLoop?: boolean
}

/** How the shop answers at any time. */
export interface World {
  answer(asked: Asked): Answer
  /** A script's path, which a release may have changed. */
  scriptAt(path: string, atMs: number): string
}

/** All is well, but for a share of stray failures. */
export const healthyWorld = (strayShare: number): World => ({
  answer: ({ status, ms, slowness, luck }) =>
    luck > 1 - strayShare
      ? { status: 500, ms: 30 }
      : { status, ms: Math.max(1, Math.round(ms * slowness)) },
  scriptAt: (path) => path,
})
