import { StoreFailed } from '@/lib/local/store/store-failed'

/** What one thread lets the other call. Arguments and results are copied. */
type Calls = Record<string, (value: never) => unknown>

/** A thread's end of the channel between them. */
export interface Port {
  postMessage(message: unknown): void
  on(event: 'message', listener: (message: Message) => void): unknown
}

interface Failure {
  message: string
  isStoreFailed: boolean
}

export type Message =
  | { kind: 'call'; id: number; name: string; value: unknown }
  | { kind: 'result'; id: number; value: unknown }
  | { kind: 'failure'; id: number; failure: Failure }

const failureOf = (error: unknown): Failure => ({
  message: error instanceof Error ? error.message : String(error),
  isStoreFailed: error instanceof StoreFailed,
})

function errorOf({ message, isStoreFailed }: Failure): Error {
  const error = isStoreFailed ? new StoreFailed('') : new Error()
  error.message = message
  return error
}

/** Answers the calls of the other thread, and calls it. A call fails with the message of what it threw there. */
export function connect<Theirs extends Calls>(port: Port, mine: Calls) {
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (e: Error) => void }>()
  let lastId = 0
  let ended: Error | null = null

  async function answer({ id, name, value }: Message & { kind: 'call' }) {
    try {
      port.postMessage({ kind: 'result', id, value: await mine[name]?.(value as never) })
    } catch (error) {
      port.postMessage({ kind: 'failure', id, failure: failureOf(error) })
    }
  }

  port.on('message', (message) => {
    if (message.kind === 'call') {
      void answer(message)
      return
    }
    const call = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.kind === 'result') call?.resolve(message.value as never)
    else call?.reject(errorOf(message.failure))
  })

  return {
    call<Name extends keyof Theirs & string>(
      name: Name,
      value: Parameters<Theirs[Name]>[0],
    ): Promise<Awaited<ReturnType<Theirs[Name]>>> {
      if (ended) return Promise.reject(ended)
      lastId += 1
      const id = lastId
      port.postMessage({ kind: 'call', id, name, value })
      return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }))
    },
    /** Fails what has not been answered, and what is called from now on: the other thread has ended. */
    end(error: Error) {
      ended = error
      for (const { reject } of waiting.values()) reject(error)
      waiting.clear()
    },
  }
}
