import { GetLogGroupFieldsCommand, GetLogRecordCommand } from '@aws-sdk/client-cloudwatch-logs'
import { type LogField, pointer, type Row } from '@/lib/explore'
import type { Failure } from '@/lib/failure'
import { maskAddresses } from '@/lib/mask'
import { clients, within } from './cloudwatch'
import { failed, readingOf } from './failures'
import { runtime } from './runtime'

const fieldsLimitMs = 10_000
// GetLogGroupFields looks at the eight minutes before and after its time.
const halfMs = 8 * 60_000

/** The fields of the log events just before `toMs` (epoch ms). Empty when the request fails: an editor works without. */
export async function readLogFields(toMs: number): Promise<LogField[]> {
  try {
    const { logGroupFields = [] } = await clients().logs.send(
      new GetLogGroupFieldsCommand({
        logGroupName: runtime().env.logGroup,
        time: Math.max(0, Math.floor((toMs - halfMs) / 1000)),
      }),
      within(undefined, fieldsLimitMs),
    )
    return logGroupFields.flatMap(({ name, percent = 0 }) =>
      name === undefined ? [] : [{ name: maskAddresses(name), percent }],
    )
  } catch {
    return []
  }
}

/** A whole log event by its `@ptr`: all its fields as text, addresses masked. Never rejects. */
export const readLogRecord = (
  logRecordPointer: string,
): Promise<{ ok: true; fields: Row } | { ok: false; failure: Failure }> =>
  readingOf('logs:GetLogRecord', async () => {
    const command = new GetLogRecordCommand({ logRecordPointer })
    const { logRecord } = await clients().logs.send(command, within())
    if (!logRecord) throw failed('unusable-answer')
    const fields = Object.entries(logRecord).map(([name, value]) => [
      name,
      name === pointer ? value : maskAddresses(value),
    ])
    return { ok: true, fields: Object.fromEntries(fields) }
  })
