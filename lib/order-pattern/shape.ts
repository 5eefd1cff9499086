/** Where metric filters find what is counted, in events as they were sent. */
export type PatternShape = {
  /** The text of the request line, or path or target (path with query) with the method, or several of these. */
  requestLine?: string
  method?: string
  path?: string
  target?: string
  /** The query beside the path. */
  query?: string
  /** Whether the query begins with its question mark; it does when absent. */
  queryIs?: 'bare'
  status: string
} & (
  | {
      /** Each is the name of a column. */
      kind: 'columns'
      /** All columns up to the last that is named, or `...`. */
      columns: readonly string[]
    }
  | {
      /** Each is a selector such as `$.status`. */
      kind: 'json'
      /** What the status is; a text when absent. */
      statusIs?: 'number' | 'either'
    }
)

/** Our own fields, which each request of a followed file has. */
export const ourFields: PatternShape = {
  kind: 'json',
  status: '$.status',
  method: '$.method',
  path: '$.request',
  query: '$.query',
}
