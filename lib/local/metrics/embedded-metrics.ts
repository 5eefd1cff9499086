import * as z from 'zod'
import { units } from '@/lib/metric-math/unit'
import { type Datapoint, dimensionsText, storedUnit } from './datapoints'

const maxValues = 100
const name = z.string().min(1).max(1_024)

/** What a log event says of itself: AWS's “Specification: Embedded metric format”. */
const embedded = z.object({
  _aws: z.object({
    Timestamp: z.int().min(0),
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: name,
        Dimensions: z.array(z.array(z.string().min(1).max(250)).max(30)).min(1),
        Metrics: z
          .array(
            z.object({
              Name: name,
              Unit: z.enum(units).optional(),
              StorageResolution: z.literal([1, 60]).default(60),
            }),
          )
          .max(100),
      }),
    ),
  }),
})

const values = z.union([z.number().transform((one) => [one]), z.array(z.number()).max(maxValues)])

/** The members of a JSON object; null for all else. */
function objectIn(message: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(message)
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : null
  } catch {
    return null
  }
}

/** The dimensions that a set names, with the values of the event; null when one is no text. */
function dimensionsIn(event: Record<string, unknown>, set: readonly string[]): string | null {
  const named = set.map((Name) => ({ Name, Value: event[Name] }))
  const texts = named.flatMap(({ Name, Value }) =>
    typeof Value === 'string' && Value !== '' ? [{ Name, Value }] : [],
  )
  return texts.length === named.length ? dimensionsText(texts) : null
}

/** The metrics in a log event of the embedded metric format; none of an event that is not in it. */
export function embeddedMetrics(message: string): Datapoint[] {
  // Most events are none, and parsing costs more than looking.
  if (!message.includes('"CloudWatchMetrics"')) return []
  const event = objectIn(message)
  const read = embedded.safeParse(event)
  if (!event || !read.success) return []
  const { Timestamp, CloudWatchMetrics } = read.data._aws
  return CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) => {
    const sets = Dimensions.flatMap((set) => dimensionsIn(event, set) ?? [])
    return Metrics.flatMap(({ Name, Unit, StorageResolution }) => {
      const found = values.safeParse(event[Name])
      if (!found.success) return []
      const stepMs = StorageResolution * 1000
      const ms = Math.floor(Timestamp / stepMs) * stepMs
      return sets.flatMap((set) =>
        found.data.map((value): Datapoint => {
          return [Namespace, Name, set, ms, value, 1, storedUnit(Unit)]
        }),
      )
    })
  })
}
