import * as z from 'zod'

export const auditEntry = z.strictObject({
  /** ISO 8601. */
  at: z.string(),
  /** A user's or a token's name; null for whoever sits at this machine while there are no users. */
  who: z.string().nullable(),
  by: z.enum(['session', 'provider', 'token', 'this machine', 'command', 'nobody']),
  /** What changed: `alarm muted`. */
  what: z.string(),
  /** Of what: an alarm's name, a user. */
  of: z.string().nullable(),
  /** The address that it came from; null for a command. */
  from: z.string().nullable(),
  /** Whether it was done, or refused or failed. */
  done: z.boolean(),
})

/** What somebody changed, or tried to. */
export type AuditEntry = z.infer<typeof auditEntry>
