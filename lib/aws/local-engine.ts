import type { ArchiveReading } from '@/lib/archive'
import { counted } from '@/lib/format'
import type { RecipientsReading } from '@/lib/recipient'
import type { Notice } from '@/lib/source'
import { readingOf } from './failures'
import { type LocalEngine, runtime } from './runtime'

/** The recipients of alarm notifications, and how delivery to them is going. Never rejects. */
export const readRecipients = (): Promise<RecipientsReading> =>
  readingOf('sns:Publish', async () => {
    const { localEngine } = runtime()
    if (!localEngine) return { ok: true, by: 'cloudwatch' }
    return { ok: true, by: 'engine', recipients: await localEngine.recipients() }
  })

/** How far this engine's archive is. Never rejects. */
export const readArchive = (): Promise<ArchiveReading> =>
  readingOf('s3:GetObject', async () => ({
    ok: true,
    archive: (await runtime().localEngine?.archive()) ?? null,
  }))

// Missed minutes are evaluated later; beyond this delay something is wrong.
const lateMs = 3 * 60_000

async function undelivered(localEngine: LocalEngine): Promise<Notice[]> {
  const recipients = await localEngine.recipients()
  return recipients.flatMap(({ name, waiting, waitingSinceMs, problem, givenUp }) => [
    ...(problem
      ? [
          {
            message: `${counted(waiting, 'message')} to ${name} ${waiting === 1 ? 'has' : 'have'} not been delivered`,
            sinceMs: waitingSinceMs ?? problem.againMs,
            because: problem.message,
            remedy: problem.remedy,
          },
        ]
      : []),
    ...(givenUp > 0
      ? [
          {
            message: `Gave up on ${counted(givenUp, 'message')} to ${name} after 7 days.`,
            remedy:
              'The alarm history lists them; docs/messages.md explains how to fix a recipient.',
          },
        ]
      : []),
  ])
}

function notEvaluated(localEngine: LocalEngine, nowMs: number): Notice[] {
  const { evaluatedToMs, problem } = localEngine.alarmClock()
  const late = evaluatedToMs !== null && nowMs - evaluatedToMs > lateMs
  if (problem === null && !late) return []
  const remedy = 'Evaluation resumes when this is fixed, and covers the minutes missed.'
  if (!late) return [{ message: problem ?? '', remedy }]
  const because = problem ?? undefined
  return [{ message: 'No alarm has been evaluated', sinceMs: evaluatedToMs, because, remedy }]
}

/** What else is wrong in this process: alarms, notifications, archive. Never rejects. */
export async function readNotices(nowMs: number): Promise<Notice[]> {
  const { localEngine, loading } = runtime()
  if (!localEngine) return []
  // While the log is being read at the start, nothing is late.
  const evaluation = loading?.()?.done === false ? [] : notEvaluated(localEngine, nowMs)
  const [messages, archive] = await Promise.all([
    undelivered(localEngine).catch(() => []),
    localEngine.archive().catch(() => null),
  ])
  return [...evaluation, ...messages, ...(archive?.problem ? [archive.problem] : [])]
}
