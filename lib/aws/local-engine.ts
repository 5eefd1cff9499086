import type { ArchiveReading } from '@/lib/archive'
import { clock, counted } from '@/lib/format'
import type { RecipientsReading } from '@/lib/recipient'
import type { Notice } from '@/lib/source'
import { failureOf } from './failures'
import { type LocalEngine, runtime } from './runtime'

/** The recipients of alarm notifications, and how delivery to them is going. Never rejects. */
export async function readRecipients(): Promise<RecipientsReading> {
  const { home } = runtime()
  if (!home) return { ok: true, by: 'cloudwatch' }
  try {
    return { ok: true, by: 'engine', recipients: await home.recipients() }
  } catch (error) {
    return { ok: false, failure: failureOf(error, 'sns:Publish') }
  }
}

/** How far this engine's archive is. Never rejects. */
export async function readArchive(): Promise<ArchiveReading> {
  const { home } = runtime()
  if (!home) return { ok: true, archive: null }
  try {
    return { ok: true, archive: await home.archive() }
  } catch (error) {
    return { ok: false, failure: failureOf(error, 's3:GetObject') }
  }
}

const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone
// A minute that was missed is made up for; what is late for so long is not.
const lateMs = 3 * 60_000

async function undelivered(home: LocalEngine): Promise<Notice[]> {
  const recipients = await home.recipients()
  return recipients.flatMap(({ name, waiting, waitingSinceMs, problem, givenUp }) => [
    ...(problem
      ? [
          {
            message: `${counted(waiting, 'message')} to ${name} ${waiting === 1 ? 'has' : 'have'} not been delivered since ${clock(waitingSinceMs ?? problem.againMs, zone())}. ${problem.message}`,
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

function notEvaluated(home: LocalEngine, nowMs: number): Notice[] {
  const { evaluatedToMs, problem } = home.alarmClock()
  const late = evaluatedToMs !== null && nowMs - evaluatedToMs > lateMs
  if (problem === null && !late) return []
  const since = late ? `No alarm has been evaluated since ${clock(evaluatedToMs, zone())}.` : ''
  return [
    {
      message: [since, problem].filter(Boolean).join(' '),
      remedy: 'Evaluation resumes when this is fixed, and covers the minutes missed.',
    },
  ]
}

/** What is wrong in this process beside the answering of questions. Never rejects. */
export async function readNotices(nowMs: number): Promise<Notice[]> {
  const { home, loading } = runtime()
  if (!home) return []
  // While the log is being read at the start, nothing is late.
  const evaluation = loading?.()?.done === false ? [] : notEvaluated(home, nowMs)
  const [messages, archive] = await Promise.all([
    undelivered(home).catch(() => []),
    home.archive().catch(() => null),
  ])
  return [...evaluation, ...messages, ...(archive?.problem ? [archive.problem] : [])]
}
