import { gunzipSync } from 'node:zlib'
import { AwsError } from '@/lib/local/aws-error'
import type { Headers } from './operations'

export interface Request {
  /** The operation where it stands beside the body, e.g. `Logs_20140328.StartQuery`; else empty. */
  target: string
  headers: Headers
  body: Uint8Array | string
  /** Aborts when the caller disconnects: ends a reply that is a stream. */
  closed?: AbortSignal
}

export interface Reply {
  status: number
  headers: Record<string, string>
  /** A stream goes on for as long as it is read. */
  body: string | AsyncIterable<Uint8Array>
}

/** How requests and replies are written: AWS has three ways. */
export interface Wire {
  /** The code of the error for an operation that is not known. */
  unknownOperation: string
  /** The operation that a request asks for, service first; empty when it names none. */
  target(request: Request): string
  /** What the request says. Throws SerializationException and its kin. */
  input(request: Request, operation: string): Promise<unknown>
  reply(operation: string, output: object): Promise<Reply>
  refuse(error: AwsError): Promise<Reply>
}

export const cloudwatchTarget = 'GraniteServiceVersion20100801'

const maxInflatedBytes = 64 << 20

/** The body of a request, unzipped. Throws SerializationException when it cannot be. */
export function bytesOf({ headers, body }: Request): Buffer {
  const bytes =
    typeof body === 'string'
      ? Buffer.from(body)
      : Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  if (!String(headers['content-encoding'] ?? '').includes('gzip')) return bytes
  try {
    return gunzipSync(bytes, { maxOutputLength: maxInflatedBytes })
  } catch {
    throw new AwsError('SerializationException', 'The request body cannot be unzipped.')
  }
}

const newNames: Partial<Record<string, string>> = {
  InvalidFormat: 'InvalidFormatFault',
  InvalidParameterCombination: 'InvalidParameterCombinationException',
  InvalidParameterInput: 'DashboardInvalidInputError',
  InvalidParameterValue: 'InvalidParameterValueException',
  MissingParameter: 'MissingRequiredParameterException',
  ValidationError: 'ValidationException',
}
/** The name that an error of CloudWatch has in the new protocols: inside the engine it goes by its code in the old one. */
export const newName = (code: string) => newNames[code] ?? code

/** The header by which clients of the new protocols learn the error code of the old one. */
export const queryErrorHeader = (code: string, status: number) => ({
  'x-amzn-query-error': `${code};${status < 500 ? 'Sender' : 'Receiver'}`,
})
