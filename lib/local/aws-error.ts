/** An error as CloudWatch and CloudWatch Logs give it: a name, a sentence, an HTTP status. */
export class AwsError extends Error {
  constructor(
    readonly type: string,
    message: string,
    readonly status = 400,
    readonly more: Record<string, unknown> = {},
  ) {
    super(message)
  }
}

export const invalidParameter = (message: string) =>
  new AwsError('InvalidParameterException', message)
export const validationError = (message: string) => new AwsError('ValidationError', message)
export const limitExceeded = (message: string) => new AwsError('LimitExceededException', message)
export const alreadyExists = (message: string) =>
  new AwsError('ResourceAlreadyExistsException', message)
export const notFound = (message: string) => new AwsError('ResourceNotFoundException', message)
export const noSuchGroup = () => notFound('The specified log group does not exist.')
export const noSuchStream = () => notFound('The specified log stream does not exist.')

const maxLineLength = 500

/** The first line of an error, safe to log: a database error quotes log events, which may contain anything. */
export function plainLine(problem: unknown): string {
  const text = problem instanceof Error ? problem.message : String(problem)
  return (text.split('\n')[0] ?? '').replace(/\p{Cc}/gu, ' ').slice(0, maxLineLength)
}
