import { AsyncLocalStorage } from 'node:async_hooks'

// Next evaluates modules once per entry, and all of them ask for the same viewer.
const key = Symbol.for('cafewatch.asking-viewer')
const holder = globalThis as { [key]?: AsyncLocalStorage<string> }
const storage = () => {
  holder[key] ??= new AsyncLocalStorage()
  return holder[key]
}

/** Does work that a viewer asks for; whatever it begins is asked for by the same. */
export const askedBy = <Result>(viewer: string, work: () => Result): Result =>
  storage().run(viewer, work)

/** Who asks for what is being done; null for the server itself. */
export const askingViewer = (): string | null => storage().getStore() ?? null
