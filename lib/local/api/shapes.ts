import { NormalizedSchema } from '@smithy/core/schema'
import { AwsError } from '@/lib/local/aws-error'

export type Shape = NormalizedSchema

/** The SDK's own description of CloudWatch. Loaded when first needed: clients of AWS JSON need none of it. */
const described = async (name: string): Promise<unknown> => {
  const loaded: Record<string, unknown> = { ...(await import('@aws-sdk/client-cloudwatch')) }
  // In a bundle all that a CommonJS package exports is its default.
  const sdk: Record<string, unknown> = { ...loaded, ...(loaded.default as object | undefined) }
  return Object.hasOwn(sdk, `${name}$`) ? sdk[`${name}$`] : undefined
}

type Ref = Parameters<typeof NormalizedSchema.of>[0]
const [inputAt, outputAt] = [4, 5]

async function shapeOf(operation: string, at: number): Promise<Shape> {
  const schema = await described(operation)
  if (Array.isArray(schema) && schema.length > at) return NormalizedSchema.of(schema[at] as Ref)
  throw new AwsError('InvalidAction', `Could not find operation ${operation}.`)
}

/** The shape of what an operation of CloudWatch takes. */
export const inputShape = (operation: string) => shapeOf(operation, inputAt)
/** The shape of what it gives. */
export const outputShape = (operation: string) => shapeOf(operation, outputAt)

/** The code by which the Query protocol names an error. */
export async function queryCode(type: string): Promise<string> {
  const schema = await described(type)
  if (!Array.isArray(schema)) return type
  const { awsQueryError } = NormalizedSchema.of(schema as unknown as Ref).getMergedTraits() as {
    awsQueryError?: [string, number]
  }
  return awsQueryError?.[0] ?? type
}
