import { AwsError } from '@/lib/local/aws-error'
import { type Pause, pause as wait } from '@/lib/local/pause'

const maxSessions = 15

/** A session that runs: what ends it, and what it is doing with the store. */
export interface Session {
  stop: AbortController
  working: Promise<unknown>
}

/** The Live Tail sessions that run, and what they go by. */
export interface Tails {
  open: Set<Session>
  /** Waits so many milliseconds, or until the signal aborts. Never rejects. */
  pause: Pause
  /** Whether the files of a log group are still being read from their start: what comes in is old. */
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

/** Opens a session that ends when its asker has left. Throws LimitExceededException. */
export function openSession({ open }: Tails, left: AbortSignal): Session {
  if (open.size >= maxSessions) {
    throw new AwsError(
      'LimitExceededException',
      `Account maximum Live Tail session limit of [${maxSessions}] reached.`,
    )
  }
  const session: Session = { stop: new AbortController(), working: Promise.resolve() }
  const leave = () => session.stop.abort()
  session.stop.signal.addEventListener('abort', () => {
    open.delete(session)
    left.removeEventListener('abort', leave)
  })
  left.addEventListener('abort', leave, { once: true })
  open.add(session)
  if (left.aborted) leave()
  return session
}
