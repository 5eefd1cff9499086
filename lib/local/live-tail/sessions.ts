import { limitExceeded } from '@/lib/local/aws-error'
import { type Pause, pause as wait } from '@/lib/local/pause'

const maxSessions = 15

/** An open session: `stop` ends it, `working` settles when it no longer uses the store. */
export interface Session {
  stop: AbortController
  working: Promise<unknown>
}

/** The open Live Tail sessions and what they depend on. */
export interface Tails {
  open: Set<Session>
  pause: Pause
  /** Whether the files of a log group are still being read from their start: their events are old. */
  isLoading: (group: string) => boolean
}

export const newTails = ({
  pause = wait,
  isLoading = () => false,
}: Partial<Omit<Tails, 'open'>> = {}): Tails => ({ open: new Set(), pause, isLoading })

/** Ends every session. Settles when none is working any more. */
export async function closeTails({ open }: Tails): Promise<void> {
  const sessions = [...open]
  for (const { stop } of sessions) stop.abort()
  await Promise.all(sessions.map(({ working }) => working))
}

/** Opens a session that ends when its caller disconnects. Throws LimitExceededException. */
export function openSession({ open }: Tails, closed: AbortSignal): Session {
  if (open.size >= maxSessions) {
    throw limitExceeded(`Account maximum Live Tail session limit of [${maxSessions}] reached.`)
  }
  const session: Session = { stop: new AbortController(), working: Promise.resolve() }
  const end = () => session.stop.abort()
  session.stop.signal.addEventListener('abort', () => {
    open.delete(session)
    closed.removeEventListener('abort', end)
  })
  closed.addEventListener('abort', end, { once: true })
  open.add(session)
  if (closed.aborted) end()
  return session
}
