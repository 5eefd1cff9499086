import { eventStreamSerdeProvider } from '@smithy/core/event-streams'
import * as z from 'zod'

type Marshaller = ReturnType<typeof eventStreamSerdeProvider>
type Messages = Parameters<Parameters<Marshaller['deserialize']>[1]>[0]

const names = { matched: 'cafewatch-matched', skipped: 'cafewatch-skipped' } as const

/** What only the engine adds to an update of Live Tail, in headers of its frames. */
const counts = z.object({ matched: z.number(), skipped: z.number() })
export type TailCounts = z.infer<typeof counts>

function withCounts<Event>(event: Event, messages: Messages): Event {
  const headers = messages.sessionUpdate?.headers
  if (headers?.[names.matched] === undefined) return event
  const found = counts.safeParse({
    matched: headers[names.matched]?.value,
    skipped: headers[names.skipped]?.value,
  })
  return found.success ? { ...event, counts: found.data } : event
}

/** The SDK's event stream reader, with the counts that it would skip. */
export function countingSerde(options: unknown): Marshaller {
  const marshaller = eventStreamSerdeProvider(options)
  return {
    serialize: (input, serializer) => marshaller.serialize(input, serializer),
    deserialize: (body, deserializer) =>
      marshaller.deserialize(body, async (messages) =>
        withCounts(await deserializer(messages), messages),
      ),
  }
}

/** The counts of an update that came through {@link countingSerde}; null from Amazon, which has none. */
export function countsOf(event: object): TailCounts | null {
  const found = z.object({ counts }).safeParse(event)
  return found.success ? found.data.counts : null
}
