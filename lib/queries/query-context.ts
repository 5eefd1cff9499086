import type { Site } from '@/lib/site'
import type { View } from '@/lib/view'
import type { Window } from '@/lib/window'

/** All that a query may depend on. */
export interface QueryContext {
  view: View
  window: Window
  site: Site
}
