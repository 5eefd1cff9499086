import * as z from 'zod'

const three = { low: z.number(), estimate: z.number(), high: z.number() }
const iso = z.iso.datetime({ offset: true })

/** A line of `npm run situation`, strictly: a member that is missing or misspelt is a breach of its contract. */
const line = z.object({
  at: iso,
  kind: z.enum([
    'ok',
    'orders-stopped',
    'orders-low',
    'failing',
    'no-traffic',
    'quiet',
    'not-configured',
    'not-understood',
    'unknown',
  ]),
  tone: z.enum(['calm', 'trouble', 'unknown']),
  headline: z.string().min(1),
  since: iso.nullable(),
  culprit: z
    .object({
      method: z.string().nullable(),
      request: z.string(),
      route: z.string().default(''),
      status: z.coerce.number(),
    })
    .transform(({ method, request, route, status }) => ({
      method,
      request: request + route,
      status,
    }))
    .nullable(),
  lostOrders: z.object(three).nullable(),
  lostMoney: z.object({ ...three, currency: z.string() }).nullable(),
})

/** What a product said at one instant. */
export interface Said {
  atMs: number
  kind: string
  tone: 'calm' | 'trouble' | 'unknown'
  sinceMs: number | null
  culprit: { method: string | null; request: string; status: number } | null
  lostOrders: { low: number; estimate: number; high: number } | null
}

/** Reads a program's output. Throws an Error that quotes the first line that breaks the contract. */
export function readSaid(output: string): Said[] {
  return output
    .split('\n')
    .filter((text) => text.trim() !== '')
    .map((text) => {
      const parsed = line.safeParse(parseJson(text))
      if (!parsed.success) {
        const [issue] = parsed.error.issues
        const where = issue?.path.join('.') || 'the line'
        throw new Error(`${where}: ${issue?.message}, in ${text.slice(0, 300)}`)
      }
      const { at, since, kind, tone, culprit, lostOrders } = parsed.data
      const sinceMs = since === null ? null : Date.parse(since)
      return { atMs: Date.parse(at), kind, tone, sinceMs, culprit, lostOrders }
    })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Somebody who reads it does something. */
export const isTrouble = ({ tone, kind }: Said) => tone === 'trouble' || kind === 'no-traffic'

export const isAllClear = (said: Said) => said.tone === 'calm' && !isTrouble(said)
