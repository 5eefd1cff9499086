import type { Format } from './format'

/** Where a log router puts the line that it has read: a member of its own JSON. */
export const routerMembers = ['log', 'message'] as const

/** How the events of a log group are to be read. */
export interface SentFormat {
  format: Format
  /** The member of an event that has the line; absent where the event is the line. */
  member?: (typeof routerMembers)[number]
}
