export interface StoreQueueOptions<Batch> {
  /** Stores batches that follow each other, all or nothing. */
  store(batches: readonly Batch[]): Promise<void>
  /** Gives up a batch that will not be stored. */
  drop(batch: Batch): void
  /** Whether these, two or more that follow each other, may be stored at once. */
  canJoin(batches: readonly Batch[]): boolean
  maxWaiting?: number
}

/** Stores batches in their order while others are made. */
export interface StoreQueue<Batch> {
  /** Settles when there is room for another. Rejects once one could not be stored. */
  add(batch: Batch): Promise<void>
  /** No more will come. Settles when all are stored; rejects when one could not be. */
  end(): Promise<void>
}

// Enough that whoever makes them hardly ever waits: batches are in files, and take disk only.
const manyWaiting = 6

/**
 * One batch is stored at a time, so that a processor is left to whoever makes them; as many as may be stored
 * at once, which several threads do, when no more will come or too many wait.
 */
export function newStoreQueue<Batch>({
  store,
  drop,
  canJoin,
  maxWaiting = manyWaiting,
}: StoreQueueOptions<Batch>): StoreQueue<Batch> {
  const waiting: Batch[] = []
  let isEnding = false
  let failure: { error: unknown } | null = null
  let running: Promise<void> | null = null
  let hasRoom = () => {}

  function next(): Batch[] {
    const isMany = isEnding || waiting.length >= maxWaiting
    let count = 1
    while (isMany && count < waiting.length && canJoin(waiting.slice(0, count + 1))) count += 1
    return waiting.splice(0, count)
  }

  async function run() {
    try {
      while (waiting.length > 0) {
        const batches = next()
        hasRoom()
        await store(batches)
      }
    } catch (error) {
      failure = { error }
      for (const batch of waiting.splice(0)) drop(batch)
    } finally {
      running = null
      hasRoom()
    }
  }

  function throwFailure() {
    if (failure) throw failure.error
  }

  return {
    async add(batch) {
      if (failure) drop(batch)
      throwFailure()
      waiting.push(batch)
      running ??= run()
      if (waiting.length >= maxWaiting)
        await new Promise<void>((resolve) => {
          hasRoom = resolve
        })
      throwFailure()
    },
    async end() {
      isEnding = true
      await running
      throwFailure()
    },
  }
}
