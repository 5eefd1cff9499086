import { z } from 'zod'
import { AwsError } from './aws-error'

const constraint = {
  minValue: (n: number) => `Member must have value greater than or equal to ${n}`,
  maxValue: (n: number) => `Member must have value less than or equal to ${n}`,
  minLength: (n: number) => `Member must have length greater than or equal to ${n}`,
  maxLength: (n: number) => `Member must have length less than or equal to ${n}`,
}

/** Input rules, with AWS's error texts. */
export const whole = (min: number, max = Number.MAX_SAFE_INTEGER) =>
  z
    .number('Member must not be null')
    .int('Member must be a whole number')
    .min(min, constraint.minValue(min))
    .max(max, constraint.maxValue(max))
export const text = (min: number, max: number) =>
  z
    .string('Member must not be null')
    .min(min, constraint.minLength(min))
    .max(max, constraint.maxLength(max))
export const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, `Member must satisfy enum value set: [${values.join(', ')}]`)
export const listOf = <Item extends z.ZodType>(item: Item, min: number, max: number) =>
  z
    .array(item, 'Member must not be null')
    .min(min, constraint.minLength(min))
    .max(max, constraint.maxLength(max))

export const logGroupName = text(1, 512).regex(
  /^[.\-_/#A-Za-z0-9]+$/,
  'Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+',
)
export const logStreamName = text(1, 512).regex(
  /^[^:*]*$/,
  'Member must satisfy regular expression pattern: [^:*]*',
)
const latestMs = Date.parse('9999-12-31T23:59:59.999Z')

/** A moment as the JSON protocol of CloudWatch sends it: epoch seconds; some clients send ISO text. */
export const moment = z
  .union([z.number(), z.string()], 'Member must not be null')
  .transform((value) => (typeof value === 'number' ? value * 1000 : Date.parse(value)))
  .refine((ms) => ms >= 0 && ms <= latestMs, 'Member must be a timestamp of the years 1970 to 9999')

const noColon = [/^[^:]/, 'Member must not begin with a colon'] as const
/** The namespace of a metric. */
export const namespace = text(1, 255).regex(...noColon)

/** The dimensions of a metric. */
export const dimensions = listOf(
  z.object({ Name: text(1, 255).regex(...noColon), Value: text(1, 1024) }),
  0,
  30,
).default([])

function valueAt(input: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined,
    input,
  )
}

/** Reads an operation's input. Throws the validation error of CloudWatch Logs, or of CloudWatch, with every broken constraint. */
export function read<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  errorType: 'InvalidParameterException' | 'ValidationError' = 'InvalidParameterException',
): z.infer<Schema> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => {
    const value = valueAt(input, path)
    const shown = typeof value === 'object' ? JSON.stringify(value) : String(value ?? 'null')
    return `Value '${shown.slice(0, 200)}' at '${path.join('.')}' failed to satisfy constraint: ${message}`
  })
  const count = `${problems.length} validation error${problems.length > 1 ? 's' : ''} detected: `
  throw new AwsError(errorType, count + problems.join('; '))
}
