import type { Visit } from '@/lib/visits/visits'

/** Since when every page fails, and with which statuses, the most frequent first. */
export interface EveryPage {
  sinceMs: number
  /** The last failure, once pages are answered well again; null while they are not. */
  untilMs: number | null
  statuses: readonly number[]
  /** What they answered before, where their status is no error but another one than before. */
  before?: number
  /** A few were answered well all the same. */
  isNearly: boolean
  /** Of the requests to pages all over the site, where many are answered well. */
  share?: { asked: number; failed: number }
}

/** A time in which pages fail, and go on to. Times are epoch ms. */
export interface EveryPageSpell {
  /** The last good answer before it. */
  beforeMs: number
  sinceMs: number
  lastMs: number
  statuses: readonly number[]
  /** It is every page, not only what has been asked for so far. */
  isEvery: boolean
  /** Several visits met it, and none was answered well. */
  isAlone: boolean
}

export interface PageAnswer {
  key: string
  status: number
  visit: Visit
  atMs: number
}
