import type { View, Wrong } from '@/lib/view'
import type { Window } from '@/lib/window'

/** What a moment is written with. */
export interface Clock {
  zone: string
  nowMs: number
}

/** What every page is about: which part of the log, over which time, as of when. */
export interface Frame extends Clock {
  view: View
  window: Window
  /** What the address asks for and is not shown. */
  wrong?: Wrong[]
}
