import type { View } from '@/lib/view'
import type { Window } from '@/lib/window'

/** What every page is about: which part of the log, over which time, as of when. */
export interface Frame {
  view: View
  window: Window
  zone: string
  nowMs: number
}
