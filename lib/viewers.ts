import { randomUUID } from 'node:crypto'
import { setMaxListeners } from 'node:events'

/** Names the request of a page, from our own server to Next; whatever a client sends is taken away. */
export const viewerHeader = 'x-cafewatch-viewer'

// Next does not tell a page that whoever asked for it has left, and has modules of its own.
const key = Symbol.for('cafewatch.viewers')
interface Viewer {
  left: AbortSignal
  /** The path of what is asked for. */
  path: string
}
const holder = globalThis as { [key]?: Map<string, Viewer> }
const viewers = () => {
  holder[key] ??= new Map()
  return holder[key]
}

/** Notes a viewer who asks for a path, and whose connection ends with this signal. Gives the name for {@link viewerHeader}. */
export function noteViewer(left: AbortSignal, path: string): string {
  const name = randomUUID()
  // Each question of a page listens.
  setMaxListeners(0, left)
  viewers().set(name, { left, path })
  left.addEventListener('abort', () => viewers().delete(name), { once: true })
  return name
}

/** Aborts when the viewer of a page has left, and has for one who left before; undefined where nobody noted one. */
export const viewerLeft = (name: string | null): AbortSignal | undefined =>
  name === null ? undefined : (viewers().get(name)?.left ?? AbortSignal.abort())

/** What a viewer asked for; null where nobody noted it, or who did has left. */
export const viewerPath = (name: string | null): string | null =>
  name === null ? null : (viewers().get(name)?.path ?? null)
