import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import * as z from 'zod'
import { minuteMs } from '@/lib/time'

/** How long a person may take at the provider, ms. */
export const transactionMs = 10 * minuteMs
const maxUsed = 10_000
const maxNext = 1_000

const transaction = z.strictObject({
  state: z.string(),
  nonce: z.string(),
  /** Of PKCE: the code is of use to whoever has it only. */
  verifier: z.string(),
  /** Where to go after the sign-in. */
  next: z.string(),
  beganMs: z.number(),
})

/** A sign-in that has begun, and is at the provider. */
export type Transaction = z.infer<typeof transaction>

const ivBytes = 12
const tagBytes = 16

/**
 * Sign-ins that are at the provider. Each is sealed into a cookie of the browser that began it, so that another
 * browser cannot end it and any number of them take no memory. A restart forgets the key, and them.
 */
export function newTransactions(clock: () => number = Date.now) {
  const key = randomBytes(32)
  const used = new Map<string, number>()

  function opened(sealed: string): unknown {
    const bytes = Buffer.from(sealed, 'base64url')
    try {
      const iv = bytes.subarray(0, ivBytes)
      const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes })
      decipher.setAuthTag(bytes.subarray(-tagBytes))
      const text = decipher.update(bytes.subarray(ivBytes, -tagBytes))
      return JSON.parse(Buffer.concat([text, decipher.final()]).toString('utf8'))
    } catch {
      return null
    }
  }

  /** Whether it is the first time; remembers it for as long as it could come again. */
  function isFirstUse(state: string, nowMs: number): boolean {
    for (const [one, atMs] of used) {
      if (nowMs - atMs < transactionMs && used.size <= maxUsed) break
      used.delete(one)
    }
    if (used.has(state)) return false
    used.set(state, nowMs)
    return true
  }

  return {
    /** What the browser keeps meanwhile. */
    seal(begun: Omit<Transaction, 'beganMs'>): string {
      const iv = randomBytes(ivBytes)
      const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes })
      const next = begun.next.length > maxNext ? '/' : begun.next
      const text = JSON.stringify({ ...begun, next, beganMs: clock() } satisfies Transaction)
      const sealed = [cipher.update(text, 'utf8'), cipher.final()]
      return Buffer.concat([iv, ...sealed, cipher.getAuthTag()]).toString('base64url')
    },

    /** What a browser brings back, for this once; null when it is another's, too old, or was used. */
    take(sealed: string | null | undefined, state: string | null): Transaction | null {
      const found = transaction.safeParse(sealed ? opened(sealed) : null)
      const nowMs = clock()
      if (!found.success || nowMs - found.data.beganMs >= transactionMs) return null
      const isSame = sha256(state ?? '').equals(sha256(found.data.state))
      return isSame && isFirstUse(found.data.state, nowMs) ? found.data : null
    },
  }
}

const sha256 = (text: string) => createHash('sha256').update(text).digest()
