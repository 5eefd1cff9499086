/** What became of a line: only a request counts anywhere. */
export type LineReading =
  | {
      kind: 'request'
      timestampMs: number
      /** By the names of the JSON LogFormat: remoteIP, method, request, status … */
      fields: Record<string, string>
    }
  /** It looks like a request, but what it says cannot be relied on. */
  | { kind: 'inDoubt'; reason: string; timestampMs: number | null }
  | { kind: 'notUnderstood'; reason: string }
  /** Says what the columns of the following lines are; is not counted. */
  | { kind: 'header' }
