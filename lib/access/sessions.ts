import { join } from 'node:path'
import * as z from 'zod'
import { dayMs, hourMs, minuteMs } from '@/lib/time'
import { accessFolder, openPrivateFile } from './private-file'
import { type Role, roles } from './roles'
import { newSecret, sha256Of } from './tokens'

// A screen on the wall stays signed in; who leaves for a week does not.
const longestMs = 30 * dayMs
const idleMs = 7 * dayMs
// Nobody tells us who has left there: at work again, the provider is asked again.
const longestOfProviderMs = 12 * hourMs
/** How exactly it is stored when a session was last used. */
const seenEveryMs = 10 * minuteMs
const maxSessions = 10_000

const session = z.strictObject({
  sha256: z.string(),
  name: z.string(),
  /** When the password that it began with was set, epoch ms; null where a provider signed the person in. */
  passwordSinceMs: z.number().nullable(),
  /** What the provider said; null for a local user, whose role may change. */
  role: z.enum(roles).nullable(),
  /** What a provider's session is bound to; absent for a local user. */
  provider: z.string().optional(),
  beganMs: z.number(),
  seenMs: z.number(),
  /** The network that it began from. */
  network: z.string(),
})
const file = z.strictObject({ sessions: z.array(session) })

export type Session = z.infer<typeof session>
type Person = Pick<Session, 'name'> & { passwordSinceMs: number }
export type NewSession = Pick<Session, 'name' | 'passwordSinceMs' | 'network'> & {
  role: Role | null
  provider?: string
}

/** The sessions of a data folder: only a hash of each one's secret is stored. */
export function openSessions(dataDir: string, clock: () => number = Date.now) {
  const stored = openPrivateFile(join(accessFolder(dataDir), 'sessions.json'), file, {
    sessions: [],
  })
  const isOn = ({ beganMs, seenMs, provider }: Session, nowMs: number) =>
    nowMs - beganMs < (provider === undefined ? longestMs : longestOfProviderMs) &&
    nowMs - seenMs < idleMs
  const triedMs = new Map<string, number>()

  async function remove(isGone: (session: Session) => boolean): Promise<void> {
    await stored.change(({ sessions }) => ({ sessions: sessions.filter((one) => !isGone(one)) }))
  }

  return {
    all: (): readonly Session[] => stored.read().sessions,

    /** The session of a secret; null when there is none, or none any more. */
    find(secret: string): Session | null {
      const sha256 = sha256Of(secret)
      const nowMs = clock()
      const found = stored.read().sessions.find((one) => one.sha256 === sha256)
      if (!found || !isOn(found, nowMs)) return null
      // A disk that is full is not tried again by each request.
      const seenMs = Math.max(found.seenMs, triedMs.get(sha256) ?? 0)
      if (nowMs - seenMs >= seenEveryMs) {
        triedMs.set(sha256, nowMs)
        stored
          .change(({ sessions }) => ({
            sessions: sessions.map((one) =>
              one.sha256 === sha256 ? { ...one, seenMs: nowMs } : one,
            ),
          }))
          .then(() => triedMs.delete(sha256))
          .catch((error) => console.error(error))
      }
      return found
    },

    /** Begins one. The secret is for the person's cookie alone. */
    async begin(given: NewSession): Promise<string> {
      const secret = newSecret()
      const nowMs = clock()
      const begun = { ...given, sha256: sha256Of(secret), beganMs: nowMs, seenMs: nowMs }
      await stored.change(({ sessions }) => ({
        sessions: [...sessions.filter((one) => isOn(one, nowMs)), begun].slice(-maxSessions),
      }))
      return secret
    },

    end: (secret: string) => remove(({ sha256 }) => sha256 === sha256Of(secret)),

    /** Whether a person has a session from a network: known there, and not kept out by others' attempts. */
    isKnownFrom({ name, passwordSinceMs }: Person, network: string): boolean {
      const nowMs = clock()
      return stored
        .read()
        .sessions.some(
          (one) =>
            one.name === name &&
            one.passwordSinceMs === passwordSinceMs &&
            one.network === network &&
            isOn(one, nowMs),
        )
    },
  }
}
