import { randomUUID } from 'node:crypto'
import { setMaxListeners } from 'node:events'

/** Names the request of a page, from our own server to Next; whatever a client sends is taken away. */
export const viewerHeader = 'x-cafewatch-viewer'

// Next does not tell a page that whoever asked for it has left, and has modules of its own.
const key = Symbol.for('cafewatch.viewers')
const holder = globalThis as { [key]?: Map<string, AbortSignal> }
const signals = () => {
  holder[key] ??= new Map()
  return holder[key]
}

/** Notes a viewer whose connection ends with this signal. Gives the name for {@link viewerHeader}. */
export function noteViewer(left: AbortSignal): string {
  const name = randomUUID()
  // Each question of a page listens.
  setMaxListeners(0, left)
  signals().set(name, left)
  left.addEventListener('abort', () => signals().delete(name), { once: true })
  return name
}

/** Aborts when the viewer of a page has left, and has for one who left before; undefined where nobody noted one. */
export const viewerLeft = (name: string | null): AbortSignal | undefined =>
  name === null ? undefined : (signals().get(name) ?? AbortSignal.abort())
