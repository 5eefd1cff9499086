const varied = /^(?:\d+|[0-9a-f]{8,}|[0-9a-f-]{32,36}|[A-Za-z_-]*\d{3,}[\w-]*)$/i

const maxShapes = 20_000

/** Shapes of paths: `*` for the segments that name one thing of many, so that `/item/967` and `/item/12` are alike. */
export function newPathShapes(): (path: string) => string {
  const shapes = new Map<string, string>()
  return (path) => {
    const known = shapes.get(path)
    if (known !== undefined) return known
    const shape = pathShape(path)
    if (shapes.size >= maxShapes) shapes.clear()
    shapes.set(path, shape)
    return shape
  }
}

/** A path with `*` for the segments that name one thing of many: `/item/967` and `/item/12` are alike. */
export const pathShape = (path: string): string =>
  /\d/.test(path)
    ? path
        .split('/')
        .map((part) => (varied.test(part) ? '*' : part))
        .join('/')
    : path

const leastAlike = 3

/** The pattern of several paths that differ in one segment alone, as `/product/*`; null when they are not so alike. */
export function patternOf(paths: ReadonlyMap<string, number>): string | null {
  if (paths.size < leastAlike) return null
  const [first = [], ...others] = [...paths.keys()].map((path) => path.split('/'))
  if (others.some((parts) => parts.length !== first.length)) return null
  const varied = first.map((part, at) => others.some((parts) => parts[at] !== part))
  const isOneOfMany =
    varied.filter(Boolean).length === 1 && first.some((part, at) => part !== '' && !varied[at])
  return isOneOfMany ? first.map((part, at) => (varied[at] ? '*' : part)).join('/') : null
}
