import { alarmInput, metricFilterInput } from '@/lib/alarms/input'
import type { Alarm, MetricFilter } from '@/lib/monitoring'

// Between single quotes a shell reads nothing but the next single quote.
const shellQuoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

// Beyond ASCII a terminal may show something else than it runs.
const ascii = (json: string) =>
  json.replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** A command of the `aws` tool, safe to paste: its input is one quoted JSON. */
export const command = (operation: string, input: object) =>
  `aws ${operation} --cli-input-json ${shellQuoted(ascii(JSON.stringify(input)))}`

/**
 * The commands that make metric filters and their alarm on AWS. Everything stands in one quoted JSON, so
 * that no value can be taken for an option, a file or a second command.
 */
export const commandsFor = (
  { filters, alarm }: { filters: readonly MetricFilter[]; alarm: Alarm },
  { logGroup, actions }: { logGroup: string; actions: readonly string[] },
): string[] => [
  ...filters.map((filter) =>
    command('logs put-metric-filter', metricFilterInput(logGroup, filter)),
  ),
  command(
    'rule' in alarm ? 'cloudwatch put-composite-alarm' : 'cloudwatch put-metric-alarm',
    alarmInput(alarm, () => [...actions]),
  ),
]
