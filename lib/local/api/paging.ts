import { AwsError, invalidParameter } from '@/lib/local/aws-error'
import { jsonIn } from '@/lib/local/json'

/** The token of the page of a list that begins there: at a number of an item, or at what orders the items. */
export const writeToken = (kind: string, ...from: number[]) =>
  Buffer.from(JSON.stringify([kind, ...from])).toString('base64url')

/** What a wrong token is refused with: CloudWatch has two codes for it, by the operation. */
export type WrongToken = () => AwsError
const ofLogs: WrongToken = () => invalidParameter('The specified nextToken is invalid.')
export const invalidNextToken: WrongToken = () =>
  new AwsError('InvalidNextToken', 'The next token specified is invalid.')
export const invalidNextTokenValue: WrongToken = () =>
  new AwsError('InvalidParameterValue', 'The value for parameter NextToken is invalid.')

/** Where the page of a token begins. Throws for a token of another kind of list. */
export function readToken(token: string, kind: string, wrong = ofLogs): number[] {
  const read = jsonIn(Buffer.from(token, 'base64url').toString())
  const [of, ...from] = Array.isArray(read) ? read : []
  if (of === kind && from.length > 0 && from.every(Number.isSafeInteger)) return from
  throw wrong()
}

/** Which item of a list a page begins with. */
export const pageStart = (token: string | undefined, kind: string, wrong = ofLogs): number =>
  token === undefined ? 0 : Math.max(0, readToken(token, kind, wrong)[0] ?? 0)

/** A page of a list that is whole in memory, and the token of the next one. */
export function page<Item>(
  kind: string,
  list: Item[],
  size: number,
  token: string | undefined,
  wrong = ofLogs,
): { items: Item[]; nextToken: string | undefined } {
  const from = pageStart(token, kind, wrong)
  const next = from + size
  return {
    items: list.slice(from, next),
    nextToken: next < list.length ? writeToken(kind, next) : undefined,
  }
}
