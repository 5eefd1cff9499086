import { AwsError } from '@/lib/local/aws-error'
import { jsonIn } from '@/lib/local/json'
import { bytesOf, cloudwatchTarget, newName, queryErrorHeader, type Wire } from './wire'

/** AWS JSON: the operation is in a header, everything else as it is here. */
export function jsonWire(target: string): Wire {
  const isCloudwatch = target.startsWith(`${cloudwatchTarget}.`)
  const headers = { 'content-type': `application/x-amz-json-${isCloudwatch ? '1.0' : '1.1'}` }
  return {
    unknownOperation: 'UnknownOperationException',
    target: (request) => request.target,
    async input(request) {
      const text = bytesOf(request).toString('utf8')
      const parsed = text === '' ? {} : jsonIn(text)
      if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed
      throw new AwsError('SerializationException', 'The request body is not a JSON object.')
    },
    reply: async (_, output) => ({ status: 200, headers, body: JSON.stringify(output) }),
    refuse: async ({ type, message, status, more }) => ({
      status,
      headers: { ...headers, ...(isCloudwatch && queryErrorHeader(type, status)) },
      body: JSON.stringify({ __type: isCloudwatch ? newName(type) : type, message, ...more }),
    }),
  }
}
