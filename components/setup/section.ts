import type { Draft } from './draft'
import type { FieldProblem } from './page-words'

/** What a section of the page needs. */
export interface SectionProps {
  draft: Draft
  change: (draft: Draft) => void
  /** What the server does not take of this section. */
  problems: readonly FieldProblem[]
}
