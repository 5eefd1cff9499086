import { cbor, tag } from '@smithy/core/cbor'
import { AwsError } from '@/lib/local/aws-error'
import { inputShape, outputShape, queryCode, type Shape } from './shapes'
import { bytesOf, newName, queryErrorHeader, type Reply, type Wire } from './wire'

const epochSeconds = 1

/** A value with its timestamps turned into another form; what the shape does not have is left out. */
function converted(shape: Shape, value: unknown, moment: (value: unknown) => unknown): unknown {
  if (value === undefined || value === null) return undefined
  if (shape.isTimestampSchema()) return moment(value)
  const inside = (of: Shape, one: unknown) => converted(of, one, moment)
  if (shape.isListSchema())
    return Array.isArray(value) ? value.map((one) => inside(shape.getValueSchema(), one)) : value
  if (typeof value !== 'object') return typeof value === 'bigint' ? Number(value) : value
  if (shape.isMapSchema())
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, inside(shape.getValueSchema(), one)]),
    )
  if (!shape.isStructSchema()) return value
  const members: Record<string, unknown> = {}
  for (const [name, member] of shape.structIterator()) {
    const one = Object.hasOwn(value, name) ? inside(member, Reflect.get(value, name)) : undefined
    if (one !== undefined) members[name] = one
  }
  return members
}

const read = (value: unknown) =>
  typeof value === 'object' && value !== null ? Number(Reflect.get(value, 'value')) : value
const written = (value: unknown) => tag({ tag: epochSeconds, value: Number(value) })

async function* once(bytes: Uint8Array) {
  yield bytes
}

const reply = (status: number, value: unknown, headers: Record<string, string> = {}): Reply => ({
  status,
  headers: { ...headers, 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
  body: once(cbor.serialize(value)),
})

/** RPC v2 with CBOR, which CloudWatch's newest clients speak. */
export const cborWire: Wire = {
  unknownOperation: 'UnknownOperationException',
  target: (request) => request.target,
  async input(request, operation) {
    const bytes = bytesOf(request)
    const shape = await inputShape(operation)
    try {
      const value: unknown = bytes.length === 0 ? {} : cbor.deserialize(bytes)
      const input = converted(shape, value, read) ?? {}
      if (typeof input === 'object' && !Array.isArray(input)) return input
    } catch {
      // Thrown below.
    }
    throw new AwsError('SerializationException', 'The request body is not a CBOR map.')
  },
  async reply(operation, output) {
    return reply(200, converted(await outputShape(operation), output, written) ?? {})
  },
  async refuse({ type, message, status }) {
    return reply(
      status,
      { __type: `com.amazonaws.cloudwatch#${newName(type)}`, message },
      queryErrorHeader(await queryCode(type), status),
    )
  },
}
