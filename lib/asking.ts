import { AsyncLocalStorage } from 'node:async_hooks'

/** For whom and for what something is done. */
export interface Asking {
  /** By whom is counted; null for the server itself. */
  viewer: string | null
  /** The same as people may see it. */
  shownAs: string | null
  /** The path of the page that shows it; null where no page does. */
  page: string | null
  /** The question, as pages name it; null where it has no name. */
  question: string | null
  /** A page that stands open asks by itself: nobody has clicked. */
  isAutomatic: boolean
}

const byItself: Asking = {
  viewer: null,
  shownAs: null,
  page: null,
  question: null,
  isAutomatic: true,
}

// Next evaluates modules once per entry, and all of them ask for the same viewer.
const key = Symbol.for('cafewatch.asking')
const holder = globalThis as { [key]?: AsyncLocalStorage<Asking> }
const storage = () => {
  holder[key] ??= new AsyncLocalStorage()
  return holder[key]
}

/** For whom and for what is being done what is being done. */
export const asking = (): Asking => storage().getStore() ?? byItself

/** Does work that a viewer asks for; whatever it begins is asked for by the same. */
export const askedBy = <Result>(
  by: { viewer: string } & Partial<Omit<Asking, 'viewer' | 'question'>>,
  work: () => Result,
): Result =>
  storage().run({ shownAs: by.viewer, page: null, question: null, isAutomatic: false, ...by }, work)

/** Does work for a question, for whoever asks. */
export const askedFor = <Result>(question: string, work: () => Result): Result =>
  storage().run({ ...asking(), question }, work)
