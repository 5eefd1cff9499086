/** A text of a pattern, and whether anything may stand before or after it. */
export interface Wildcard {
  text: string
  /** `*ab` */
  before: boolean
  /** `ab*` */
  after: boolean
}

/** Asterisks at the ends stand for anything. AWS: “Ev*ent will only match the actual string Ev*ent”. */
export function readWildcard(pattern: string): Wildcard {
  const [, before = '', text = '', after = ''] = /^(\**)(.*?)(\**)$/s.exec(pattern) ?? []
  return { text, before: before !== '', after: after !== '' }
}
