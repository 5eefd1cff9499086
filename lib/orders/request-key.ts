const varied = /^(?:\d+|[0-9a-f]{8,}|[0-9a-f-]{32,36}|[A-Za-z_-]*\d{3,}[\w-]*)$/i

// By which one path shows all pages of a shop: OpenCart, PrestaShop, WooCommerce.
const router = /[?&](route|controller|wc-ajax)=([A-Za-z_/.|%-]{1,80})(?=&|$)/

/** The part of a query that chooses the page; empty when none does. */
export function routeOf(query: string): string {
  if (query === '') return ''
  const [, name, value] = router.exec(query.slice(0, 500)) ?? []
  return name === undefined ? '' : `?${name}=${value}`
}

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
