import * as z from 'zod'
import { failed } from './failures'

/** The rows of an answer, of their type. Throws {@link Failed}. */
export function parseRows<Row>(schema: z.ZodType<Row>, rows: Record<string, string>[]): Row[] {
  const parsed = z.array(schema).safeParse(rows)
  if (!parsed.success) throw failed('unusable-answer')
  return parsed.data
}
