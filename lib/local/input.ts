import * as z from 'zod'
import { AwsError } from './aws-error'

const constraint = {
  minValue: (n: number) => `Member must have value greater than or equal to ${n}`,
  maxValue: (n: number) => `Member must have value less than or equal to ${n}`,
  minLength: (n: number) => `Member must have length greater than or equal to ${n}`,
  maxLength: (n: number) => `Member must have length less than or equal to ${n}`,
}

const notNull = 'Member must not be null'

/** AWS's word for a member that is not there, and ours for one of a wrong type, at which AWS refuses the whole request. */
const typed = (type: string) => (issue: { input?: unknown }) =>
  issue.input === undefined || issue.input === null ? notNull : `Member must be ${type}`

const typeNames: Partial<Record<string, string>> = {
  number: 'a number',
  string: 'a text',
  array: 'a list',
  boolean: 'true or false',
  object: 'a structure',
  record: 'a map',
}

/** What is wrong where a rule has no words of its own. */
function ownWords(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typed(typeNames[issue.expected] ?? `of the type ${issue.expected}`)(issue)
    case 'invalid_value':
      return `Member must satisfy enum value set: [${issue.values.join(', ')}]`
    case 'too_small':
      return constraint[issue.origin === 'number' ? 'minValue' : 'minLength'](Number(issue.minimum))
    case 'too_big':
      return constraint[issue.origin === 'number' ? 'maxValue' : 'maxLength'](Number(issue.maximum))
    default:
      return 'Member is not valid'
  }
}

/** Input rules, with AWS's error texts. */
export const whole = (min: number, max = Number.MAX_SAFE_INTEGER) =>
  z
    .number()
    .int('Member must be a whole number')
    .min(min, constraint.minValue(min))
    .max(max, constraint.maxValue(max))
const notInJson = new Map<unknown, number>([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
])
/** Any number, also one that clients can write in JSON as a text only: to refuse it is the operation's. */
export const anyNumber = z.preprocess(
  (value) => notInJson.get(value) ?? value,
  z.custom<number>((value) => typeof value === 'number', { error: typed('a number') }),
)
export const text = (min: number, max: number) =>
  z.string().min(min, constraint.minLength(min)).max(max, constraint.maxLength(max))
export const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, {
    error: ({ input }) =>
      input === undefined || input === null
        ? notNull
        : `Member must satisfy enum value set: [${values.join(', ')}]`,
  })
export const listOf = <Item extends z.ZodType>(item: Item, min: number, max: number) =>
  z.array(item).min(min, constraint.minLength(min)).max(max, constraint.maxLength(max))

export const logGroupName = text(1, 512).regex(
  /^[.\-_/#A-Za-z0-9]+$/,
  'Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+',
)
/** The name or the ARN of a log group; CloudWatch takes no star at its end. */
export const logGroupIdentifier = text(1, 2048).regex(
  /^[\w#+=/:,.@-]*$/,
  'Member must satisfy regular expression pattern: [\\w#+=/:,.@-]*',
)
export const logStreamName = text(1, 512).regex(
  /^[^:*]*$/,
  'Member must satisfy regular expression pattern: [^:*]*',
)
const latestMs = Date.parse('9999-12-31T23:59:59.999Z')

/** A moment as the JSON protocol of CloudWatch sends it: epoch seconds; some clients send ISO text. */
export const moment = z
  .union([z.number(), z.string()], { error: typed('a timestamp') })
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

const decapitalised = (name: string) => name.slice(0, 1).toLowerCase() + name.slice(1)

/** Where a member stands, as AWS writes it: `metricData.1.member.metricName`. */
const writtenPath = (path: PropertyKey[], isCloudwatch: boolean) =>
  path
    .map((key) => {
      if (typeof key === 'number') return `${key + 1}.member`
      // The members of CloudWatch Logs begin with a small letter anyway, and the keys of its maps as they like.
      return isCloudwatch ? decapitalised(String(key)) : String(key)
    })
    .join('.')

/** What is wrong with the key of a map is told of the key. */
const plainIssue = (issue: z.core.$ZodIssue) =>
  issue.code === 'invalid_key' ? { ...issue, message: issue.issues[0]?.message ?? '' } : issue

/** Reads an operation's input. Throws the validation error of CloudWatch Logs, or of CloudWatch, with every broken constraint. */
export function read<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  errorType: 'InvalidParameterException' | 'ValidationError' = 'InvalidParameterException',
): z.infer<Schema> {
  const parsed = schema.safeParse(input, { error: ownWords })
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(plainIssue).map(({ code, path, message }) => {
    const value = code === 'invalid_key' ? path.at(-1) : valueAt(input, path)
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
    const shown = value === undefined || value === null ? 'null' : `'${text.slice(0, 200)}'`
    return `Value ${shown} at '${writtenPath(path, errorType === 'ValidationError')}' failed to satisfy constraint: ${message}`
  })
  const count = `${problems.length} validation error${problems.length > 1 ? 's' : ''} detected: `
  throw new AwsError(errorType, count + problems.join('; '))
}
