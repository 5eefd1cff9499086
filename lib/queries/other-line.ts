import * as z from 'zod'
import { newLineReader } from '@/lib/access-log/line-reader'
import { text, time } from './query'

// Whether a time lies in the future was decided when the line was stored.
const never = () => Number.MAX_SAFE_INTEGER

/** Why a line is no request. */
export function reasonOf(message: string): string {
  const reading = newLineReader({ clock: never }).read(message)
  return 'reason' in reading ? reading.reason : 'The log group has no fields for this line.'
}

/** A line that is no request, with the reason. */
export const lineRow = z
  .object({ '@timestamp': time, '@message': z.string(), inDoubt: text })
  .transform(({ inDoubt, ...line }) => ({
    ...line,
    reason: inDoubt ?? reasonOf(line['@message']),
  }))
