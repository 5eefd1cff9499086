import type { ArchiveReading } from '@/lib/archive'
import { counted } from '@/lib/format'
import type { RecipientsReading } from '@/lib/recipient'
import { settleWithin } from '@/lib/settle'
import type { LoadingStatus, Notice } from '@/lib/source'
import { hourMs, minuteMs } from '@/lib/time'
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
const lateMs = 3 * minuteMs
// A recipient that is down for a moment is tried again; beyond this delay nobody is told of alarms.
const undeliveredMs = hourMs
// Clocks of two machines differ by a little.
const clockSlackMs = 5 * minuteMs
const storageLimitMs = 2_000

const failingSince = (sinceMs: number, nowMs: number) =>
  nowMs - sinceMs >= undeliveredMs && { isFailing: true as const }

async function undelivered(localEngine: LocalEngine, nowMs: number): Promise<Notice[]> {
  const recipients = await localEngine.recipients()
  return recipients.flatMap(({ name, waiting, waitingSinceMs, problem, givenUp }) => [
    ...(problem
      ? [
          {
            message: `${counted(waiting, 'message')} to ${name} ${waiting === 1 ? 'has' : 'have'} not been delivered`,
            sinceMs: waitingSinceMs ?? problem.againMs,
            because: problem.message,
            remedy: problem.remedy,
            ...failingSince(waitingSinceMs ?? nowMs, nowMs),
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
  if (!late) return [{ message: problem ?? '', remedy, isFailing: true }]
  const because = problem ?? undefined
  const message = 'No alarm has been evaluated'
  return [{ message, sinceMs: evaluatedToMs, because, remedy, isFailing: true }]
}

const megabytes = (bytes: number) => `${Math.floor(bytes / 1e6)} MB`

/** What keeps the store from taking what is read. */
async function notStored(localEngine: LocalEngine): Promise<Notice[]> {
  const { storage } = await settleWithin(storageLimitMs, { storage: localEngine.storage() })
  if (!storage)
    return [
      {
        message: 'The disk of the store does not answer.',
        remedy: 'Check the disk of DATA_DIR: reading goes on by itself when it answers.',
        isFailing: true,
      },
    ]
  const { problem, space } = storage
  const isFull = space !== null && space.freeBytes < space.reservedBytes
  return [
    ...(problem === null ? [] : [{ message: problem, remedy: '', isFailing: true as const }]),
    ...(isFull
      ? [
          {
            message: `The disk of ${space.folder} is nearly full: ${megabytes(space.freeBytes)} are free, and the store needs ${megabytes(space.reservedBytes)} to go on.`,
            remedy: 'Free some space there.',
            isFailing: true as const,
          },
        ]
      : []),
  ]
}

/** A line that was read last and lies ahead of the clock shows that one of the two is wrong. */
function aheadOfClock(loading: LoadingStatus | null, nowMs: number): Notice[] {
  const ahead = loading?.files.find(({ lastRequestMs = 0 }) => lastRequestMs > nowMs + clockSlackMs)
  if (ahead?.lastRequestMs === undefined) return []
  return [
    {
      message: `The newest line of ${ahead.path} is from ${utc(ahead.lastRequestMs)}, and this machine’s clock says ${utc(nowMs)}: one of the two clocks is wrong.`,
      remedy:
        'Set the clocks of this machine and of the web server right (`timedatectl`), or the zone of the log.',
      isFailing: true,
    },
  ]
}

const utc = (ms: number) => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`

/** What else is wrong in this process: store, clock, alarms, notifications, archive. Never rejects. */
export async function readNotices(nowMs: number): Promise<Notice[]> {
  const { localEngine, loading } = runtime()
  if (!localEngine) return []
  // While the log is being read at the start, nothing is late.
  const evaluation = loading?.()?.done === false ? [] : notEvaluated(localEngine, nowMs)
  const [storage, messages, archive] = await Promise.all([
    notStored(localEngine),
    undelivered(localEngine, nowMs).catch(() => []),
    localEngine.archive().catch(() => null),
  ])
  return [
    ...storage,
    ...aheadOfClock(loading?.() ?? null, nowMs),
    ...evaluation,
    ...messages,
    ...(archive?.problem ? [{ ...archive.problem, isFailing: true as const }] : []),
  ]
}
