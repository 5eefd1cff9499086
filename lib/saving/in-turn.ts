// Next evaluates modules once per entry, and saves must follow one another in the whole process.
const key = Symbol.for('cafewatch.saving')
const holder = globalThis as { [key]?: Promise<unknown> }

/** Does something once whatever was begun before has ended. */
export function inTurn<T>(action: () => Promise<T>): Promise<T> {
  const turn = (holder[key] ?? Promise.resolve()).then(action)
  holder[key] = turn.catch(() => {})
  return turn
}
