export interface NewEvent {
  timestampMs: number
  message: string
  /** Discovered fields, flattened; null when nothing was discovered. */
  fields: Record<string, string> | null
}

/** One field over all events of a batch: its distinct texts, and for every event which one (0 is none). */
export interface FieldColumn {
  texts: string[]
  /** Ends with the last event that has the field. */
  ids: number[]
  known: Map<string, number>
}

/** Events to store, column by column: repeated texts are held once, and nothing else of an event is retained. */
export interface EventBatch {
  readonly timestampsMs: readonly number[]
  readonly messages: readonly string[]
  readonly fields: ReadonlyMap<string, FieldColumn>
  add(event: NewEvent): void
}

// Beyond this number of texts, a field that hardly repeats, such as the time, is not deduplicated.
const fewTexts = 2_048

export function newBatch(): EventBatch {
  const timestampsMs: number[] = []
  const messages: string[] = []
  const columns = new Map<string, FieldColumn>()

  function columnOf(name: string): FieldColumn {
    let column = columns.get(name)
    if (!column) {
      column = { texts: [], ids: [], known: new Map() }
      columns.set(name, column)
    }
    return column
  }

  return {
    timestampsMs,
    messages,
    fields: columns,
    add({ timestampMs, message, fields }) {
      const row = messages.length
      timestampsMs.push(timestampMs)
      messages.push(message)
      if (!fields) return
      for (const name in fields) {
        const text = fields[name]
        if (text === undefined) continue
        const { ids, known, texts } = columnOf(name)
        while (ids.length < row) ids.push(0)
        if (texts.length > fewTexts && texts.length > ids.length / 2) {
          ids.push(texts.push(text))
          continue
        }
        let id = known.get(text)
        if (id === undefined) {
          id = texts.push(text)
          known.set(text, id)
        }
        ids.push(id)
      }
    },
  }
}

export function batchOf(events: readonly NewEvent[]): EventBatch {
  const batch = newBatch()
  for (const event of events) batch.add(event)
  return batch
}
