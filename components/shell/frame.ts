import type { View } from '@/lib/view'
import type { Window } from '@/lib/window'

export interface Frame {
  view: View
  window: Window
  zone: string
  nowMs: number
}
