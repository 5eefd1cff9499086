import type { z } from 'zod'
import type { AwsError } from '@/lib/local/aws-error'
import type { dimensions } from '@/lib/local/input'

export const plainRule =
  'it must have ASCII characters only, no control characters, and one that is no blank'
const plain = /^(?=.*\S)[ -~]+$/s

/** Whether CloudWatch stores a text as a namespace, or in a dimension. */
export const isPlain = (text: string) => plain.test(text)

/** Throws when the names and values of dimensions are not as CloudWatch stores them, or a name comes twice. */
export function checkDimensions(
  list: z.infer<typeof dimensions>,
  member: string,
  refused: (message: string) => AwsError,
): void {
  const names = new Set<string>()
  list.forEach((dimension, at) => {
    const where = `${member}Dimensions.member.${at + 1}`
    for (const [name, value] of Object.entries(dimension))
      if (!isPlain(value))
        throw refused(`The value ${value} for parameter ${where}.${name} is invalid: ${plainRule}.`)
    if (names.has(dimension.Name))
      throw refused(
        `The value ${dimension.Name} for parameter ${where}.Name is invalid: a metric has a dimension once.`,
      )
    names.add(dimension.Name)
  })
}
