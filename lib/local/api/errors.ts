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
export const notFound = (message: string) => new AwsError('ResourceNotFoundException', message)
export const noSuchGroup = () => notFound('The specified log group does not exist.')
