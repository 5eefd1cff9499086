import type { PatternShape } from '@/lib/order-pattern/shape'

/** What one line says. What it does not say is absent. */
export interface Entry {
  /** Epoch ms; NaN for a date that does not exist; null when the line has none. */
  timestampMs: number | null
  /** The client as the line has it: an address or host name, perhaps with a port or in brackets, or a list. */
  client: string
  /** X-Forwarded-For, the first hop first. */
  forwardedFor?: string
  status: string
  /** `GET /menu?x=1 HTTP/1.1`; when absent, `method` and `target` say the same. */
  requestLine?: string
  method?: string
  /** Path with query, or an absolute URL. */
  target?: string
  /** The query where the target lacks it, with or without its question mark. */
  query?: string
  protocol?: string
  /** Further fields, by our names: host, user, bytes, referer, userAgent, time … */
  fields: Record<string, string>
}

interface Described {
  /** As settings name it: `combined`. */
  id: string
  /** As people know it: `Apache combined`. */
  name: string
  /** Real lines of it, with header lines if it has any. */
  samples: readonly string[]
  /**
   * Logs Insights commands that give the events of a log group our field names, put before each query
   * of the dashboard; null when the events have them already.
   */
  prelude: string | null
  /** Absent when no filter pattern of CloudWatch can tell statuses and paths in its lines. */
  pattern?: PatternShape
}

/** A format of plain text, recognized line by line. */
export interface TextFormat extends Described {
  kind: 'text'
  read(line: string): Entry | null
}

/** A format of JSON objects; fields that it does not name stay as CloudWatch discovers them. */
export interface JsonFormat extends Described {
  kind: 'json'
  read(object: Readonly<Record<string, unknown>>): Entry | null
}

/** A format whose header line says what its columns are. */
export interface HeaderFormat extends Described {
  kind: 'header'
  /** How to read the lines after this header, of one or more lines; null when it is none. */
  columns(header: string): ((line: string) => Entry | null) | null
  /** Reads a line under no header of this format; absent when it could be anything. */
  bare?(line: string): Entry | null
}

export type Format = TextFormat | JsonFormat | HeaderFormat
