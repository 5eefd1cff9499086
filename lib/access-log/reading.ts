/** The whole line, where its last part was read and others before. */
interface Joined {
  line?: string
}

/** What became of a line: only a request counts anywhere. */
export type LineReading =
  | (Joined & {
      kind: 'request'
      timestampMs: number
      /** By the names of the JSON LogFormat: remoteIP, method, request, status … */
      fields: Record<string, string>
    })
  /** It looks like a request, but what it says cannot be relied on. */
  | (Joined & { kind: 'inDoubt'; reason: string; timestampMs: number | null })
  | (Joined & { kind: 'notUnderstood'; reason: string })
  /** Says what the columns of the following lines are, or is the beginning of one of them; is not counted. */
  | { kind: 'header' }
