import {
  type CompositeAlarm,
  ListTagsForResourceCommand,
  type LogAlarm,
  type MetricAlarm,
  type Tag,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch'
import type { Acknowledged } from '@/lib/alarms/hold'
import { clients, within } from './cloudwatch'
import { calling, orNote } from './failures'
import { runtime } from './runtime'

const keys = {
  at: 'cafewatch:acknowledged-at',
  by: 'cafewatch:acknowledged-by',
  note: 'cafewatch:note',
} as const

// AWS takes letters, digits, blanks and _ . : / = + - @ in a tag.
const plain = /[^\p{L}\p{N} _.:/+\-@]/gu

export const maxTagLength = 256

/** A text as the value of a tag: other characters as `=` and two hexadecimal digits for each byte. */
export const tagText = (text: string): string =>
  text.replace(plain, (char) =>
    [...new TextEncoder().encode(char)]
      .map((byte) => `=${byte.toString(16).padStart(2, '0')}`)
      .join(''),
  )

/** The text in the value of a tag; what was not written here stays as it is. */
export function textInTag(value: string): string {
  return value.replace(/(=[0-9a-f]{2})+/g, (codes) => {
    const bytes = codes
      .slice(1)
      .split('=')
      .map((code) => Number.parseInt(code, 16))
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array(bytes))
    } catch {
      return codes
    }
  })
}

/** The acknowledgement in the tags of an alarm; null when there is none. */
export function acknowledgedIn(tags: readonly Tag[]): Acknowledged | null {
  const textOf = (key: string) => tags.find(({ Key }) => Key === key)?.Value ?? ''
  const atMs = Date.parse(textOf(keys.at))
  if (Number.isNaN(atMs)) return null
  return { by: textInTag(textOf(keys.by)), atMs, note: textInTag(textOf(keys.note)) }
}

/** Whether keys of tags are those of an acknowledgement. */
export const areOfAcknowledgement = (given: readonly string[]) => given.includes(keys.at)

type Described = MetricAlarm | CompositeAlarm | LogAlarm

async function acknowledgedOf(alarm: Described, signal?: AbortSignal) {
  const command = new ListTagsForResourceCommand({ ResourceARN: alarm.AlarmArn })
  const { Tags = [] } = await clients().metrics.send(command, within(signal))
  const found = acknowledgedIn(Tags)
  const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp
  // It ends with the return to OK: one from before this state is of an earlier alarm.
  return found && found.atMs >= (since?.getTime() ?? 0) ? found : null
}

// Each alarm is asked for by itself.
const maxAlarms = 25

/** Who has seen which of the raised alarms; a sentence in place of what cannot be seen. Rejects only with the signal's reason. */
export async function readAcknowledgements(
  alarms: readonly Described[],
  signal?: AbortSignal,
): Promise<{ seen: Map<string, Acknowledged>; note?: string }> {
  if (runtime().env.cloudwatch === 'recorded') return { seen: new Map() }
  const raised = alarms.filter(({ StateValue }) => StateValue === 'ALARM').slice(0, maxAlarms)
  const { found, note } = await orNote(
    {
      action: 'cloudwatch:ListTagsForResource',
      what: 'Whether alarms are acknowledged',
      otherwise: new Map<string, Acknowledged>(),
    },
    async () => {
      const all = raised.map(async (alarm) => {
        const acknowledged = await acknowledgedOf(alarm, signal)
        return acknowledged ? [[alarm.AlarmName ?? '', acknowledged] as const] : []
      })
      return new Map((await Promise.all(all)).flat())
    },
    signal,
  )
  return { seen: found, note }
}

/** The tags of an acknowledgement. */
export const tagsOf = ({ by, atMs, note }: Acknowledged) => [
  { Key: keys.at, Value: new Date(atMs).toISOString() },
  { Key: keys.by, Value: tagText(by) },
  { Key: keys.note, Value: tagText(note) },
]

/** Writes it into the tags of an alarm. Throws {@link Failed}. */
export async function acknowledge(ResourceARN: string, given: Acknowledged): Promise<void> {
  const command = new TagResourceCommand({ ResourceARN, Tags: tagsOf(given) })
  await calling('cloudwatch:TagResource', () => clients().metrics.send(command, within()))
}

/** Takes the acknowledgement of an alarm back. Throws {@link Failed}. */
export async function unacknowledge(ResourceARN: string): Promise<void> {
  const command = new UntagResourceCommand({ ResourceARN, TagKeys: Object.values(keys) })
  await calling('cloudwatch:UntagResource', () => clients().metrics.send(command, within()))
}
