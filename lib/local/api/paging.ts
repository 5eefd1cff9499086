import { AwsError } from '@/lib/local/aws-error'

/** The token of the page of a list that begins with its item number `from`. */
export const writeToken = (kind: string, from: number) =>
  Buffer.from(JSON.stringify([kind, from])).toString('base64url')

export function readToken(token: string, kind: string): number {
  try {
    const [of, from] = JSON.parse(Buffer.from(token, 'base64url').toString()) as [unknown, unknown]
    if (of === kind && Number.isSafeInteger(from)) return Math.max(0, from as number)
  } catch {
    // Not one of ours: thrown below.
  }
  throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.')
}

/** A page of a list that is whole in memory, and the token of the next one. */
export function page<Item>(
  items: Item[],
  { token, size, kind }: { token: string | undefined; size: number; kind: string },
): { items: Item[]; nextToken: string | undefined } {
  const from = token === undefined ? 0 : readToken(token, kind)
  const next = from + size
  return {
    items: items.slice(from, next),
    nextToken: next < items.length ? writeToken(kind, next) : undefined,
  }
}
