/** A request as people know it. `request` is its path, or the pattern of several. */
export interface NamedRequest {
  method: string
  request: string
  /** The part of the query that chooses the page, as `?route=checkout/checkout`, where one does. */
  route?: string
}

/** `GET /index.php?route=checkout/checkout` */
export const nameOf = ({ method, request, route = '' }: NamedRequest): string =>
  `${method} ${request}${route}`

type Answered = NamedRequest & { status: number }

export const isSameAnswer = (a: Answered, b: Answered): boolean =>
  a.status === b.status && nameOf(a) === nameOf(b)
