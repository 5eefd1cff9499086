import { invalidParameter } from '@/lib/local/aws-error'
import { jsonIn } from '@/lib/local/json'

/** The token of the page of a list that begins there: at a number of an item, or at what orders the items. */
export const writeToken = (kind: string, ...from: number[]) =>
  Buffer.from(JSON.stringify([kind, ...from])).toString('base64url')

/** Where the page of a token begins. Throws InvalidParameterException for a token of another kind of list. */
export function readToken(token: string, kind: string): number[] {
  const read = jsonIn(Buffer.from(token, 'base64url').toString())
  const [of, ...from] = Array.isArray(read) ? read : []
  if (of === kind && from.length > 0 && from.every(Number.isSafeInteger)) return from
  throw invalidParameter('The specified nextToken is invalid.')
}

/** Which item of a list a page begins with. */
export const pageStart = (token: string | undefined, kind: string): number =>
  token === undefined ? 0 : Math.max(0, readToken(token, kind)[0] ?? 0)

/** A page of a list that is whole in memory, and the token of the next one. */
export function page<Item>(
  kind: string,
  list: Item[],
  size: number,
  token: string | undefined,
): { items: Item[]; nextToken: string | undefined } {
  const from = pageStart(token, kind)
  const next = from + size
  return {
    items: list.slice(from, next),
    nextToken: next < list.length ? writeToken(kind, next) : undefined,
  }
}
