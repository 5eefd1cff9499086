import type { Draft } from './draft'

/** What a section of the page needs. */
export interface SectionProps {
  draft: Draft
  change: (draft: Draft) => void
  /** What the server does not take of this section; empty when all is well. */
  problem: string
}
