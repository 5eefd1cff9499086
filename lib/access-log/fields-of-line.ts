import { discoverFields } from './discover-fields'
import { newLineReader } from './line-reader'

const reader = () => newLineReader({ clock: Date.now })

/** The fields of a line that stands alone: those of a request, or what CloudWatch finds in JSON; null when there are none. */
export function fieldsOfLine(line: string): Record<string, string> | null {
  const reading = reader().read(line)
  return reading.kind === 'request' ? reading.fields : discoverFields(line)
}
