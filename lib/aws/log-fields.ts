import { GetLogGroupFieldsCommand, GetLogRecordCommand } from '@aws-sdk/client-cloudwatch-logs'
import { type LogField, pointer, type Row } from '@/lib/explore'
import type { Failure } from '@/lib/failure'
import { maskerFor } from '@/lib/mask'
import { clients, within } from './cloudwatch'
import { failed, readingOf } from './failures'
import { runtime, secretParameters } from './runtime'

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
      name === undefined ? [] : [{ name: maskerFor(secretParameters()).text(name), percent }],
    )
  } catch {
    return []
  }
}

interface LogRecord {
  ok: true
  fields: Row
  /** Something was shown whole that others see masked: for the audit log. */
  wholeAddresses: boolean
}

/** A whole log event by its `@ptr`: all its fields as text, masked for readers who may not see whole addresses. Never rejects. */
export const readLogRecord = (
  logRecordPointer: string,
  { seesAddresses = false }: { seesAddresses?: boolean } = {},
): Promise<LogRecord | { ok: false; failure: Failure }> =>
  readingOf('logs:GetLogRecord', async () => {
    const command = new GetLogRecordCommand({ logRecordPointer })
    const { logRecord } = await clients().logs.send(command, within())
    if (!logRecord) throw failed('unusable-answer')
    const { field, text } = maskerFor(secretParameters())
    const entries = Object.entries(logRecord).map(([name, value]) => ({
      name,
      value,
      hidden: name === pointer ? value : field(name, value),
    }))
    const fields = entries.map(({ name, value, hidden }) =>
      seesAddresses ? [name, value] : [text(name), hidden],
    )
    const wholeAddresses = seesAddresses && entries.some(({ value, hidden }) => value !== hidden)
    return { ok: true, fields: Object.fromEntries(fields), wholeAddresses }
  })
