const varied = /^(?:\d+|[0-9a-f]{8,}|[0-9a-f-]{32,36}|[A-Za-z_-]*\d{3,}[\w-]*)$/i

/** A path with `*` for the segments that name one thing of many: `/item/967` and `/item/12` are alike. */
export const pathShape = (path: string): string =>
  /\d/.test(path)
    ? path
        .split('/')
        .map((part) => (varied.test(part) ? '*' : part))
        .join('/')
    : path
