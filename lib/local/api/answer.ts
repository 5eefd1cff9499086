import { AwsError, plainLine } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { StoreFailed } from '@/lib/local/store/store-failed'
import { eventStreamType } from './event-stream'
import { jsonWire } from './json-wire'
import { services, streaming } from './operations'
import { outputHeaders } from './output-headers'
import type { Reply, Request, Wire } from './wire'

export type { Reply, Request } from './wire'

function errorOf(problem: unknown, log: (text: string) => void): AwsError {
  if (problem instanceof AwsError) return problem
  if (problem instanceof StoreFailed) {
    log(problem.message)
    return new AwsError('StoreFailed', problem.message, 500)
  }
  const text = `The engine failed: ${plainLine(problem)}`
  log(text)
  return new AwsError('ServiceUnavailableException', text, 500)
}

/** The protocol that a client speaks, by its headers. All but AWS JSON is loaded when first spoken. */
async function wireOf({ target, headers }: Pick<Request, 'target' | 'headers'>): Promise<Wire> {
  if (headers['smithy-protocol'] === 'rpc-v2-cbor') return (await import('./cbor-wire')).cborWire
  const type = String(headers['content-type'] ?? '')
  const isForm = headers['x-amz-target'] === undefined && /x-www-form-urlencoded/i.test(type)
  return isForm ? (await import('./query-wire')).queryWire : jsonWire(target)
}

/** Refuses a request as its client reads it. */
export async function refuse(
  request: Pick<Request, 'target' | 'headers'>,
  error: AwsError,
): Promise<Reply> {
  return (await wireOf(request)).refuse(error)
}

/** Answers one request of an AWS client, in AWS JSON, CBOR or XML as it asks, errors too. Never rejects. */
export async function answer(context: EngineContext, request: Request): Promise<Reply> {
  const wire = await wireOf(request)
  try {
    const target = wire.target(request)
    const [service = '', name = ''] = target.split('.')
    const stream = Object.hasOwn(streaming, target) ? streaming[target] : undefined
    if (stream) {
      const closed = request.closed ?? new AbortController().signal
      const body = await stream(context, await wire.input(request, name), closed)
      return { status: 200, headers: { 'content-type': eventStreamType }, body }
    }
    const known = Object.hasOwn(services, service) ? services[service] : undefined
    const operation = known && Object.hasOwn(known, name) ? known[name] : undefined
    if (!operation) {
      throw new AwsError(
        wire.unknownOperation,
        `This engine does not know the operation ${target.slice(0, 100) || '(none)'}.`,
      )
    }
    const input = await wire.input(request, name)
    const output = await operation(context, input, request.headers)
    const reply = await wire.reply(name, output)
    return { ...reply, headers: { ...reply.headers, ...outputHeaders(output) } }
  } catch (problem) {
    return wire.refuse(errorOf(problem, context.log))
  }
}
