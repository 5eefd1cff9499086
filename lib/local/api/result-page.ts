import { format } from '@/lib/local/insights/format'
import type { StartedQuery } from '@/lib/local/queries/started-queries'
import { readToken, writeToken } from './paging'

type Field = { field: string; value: string }

const maxBytes = 32 << 20

/** Some of a query's rows as GetQueryResults gives them: fewer than asked for when they are long. */
export function resultPage(
  { id, rows, columns }: StartedQuery,
  { token, size }: { token: string | undefined; size: number },
): { results: Field[][]; nextToken: string | undefined } {
  const from = token === undefined ? 0 : readToken(token, id)
  const results: Field[][] = []
  let bytes = 0
  for (const row of rows.slice(from, from + size)) {
    if (bytes > maxBytes) break
    const fields: Field[] = []
    columns.forEach(({ name, kind }, at) => {
      const value = format(row[at] ?? null, kind)
      if (value === undefined) return
      fields.push({ field: name, value })
      bytes += value.length
    })
    results.push(fields)
  }
  const next = from + results.length
  return { results, nextToken: next < rows.length ? writeToken(id, next) : undefined }
}
