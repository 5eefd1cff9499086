import * as z from 'zod'
import type { Tag } from '@/lib/local/alarms/tag-store'
import { AwsError } from '@/lib/local/aws-error'
import { listOf, text } from '@/lib/local/input'

export const maxTags = 50

const tagKey = text(1, 128)
export const tagKeys = listOf(tagKey, 0, maxTags)
/** The tags in a request to CloudWatch. */
export const tagList = listOf(z.object({ Key: tagKey, Value: text(0, 256) }), 0, maxTags)

const reserved = /^aws:/i
export const reservedTagRule =
  'the keys of tags must not begin with aws:, which AWS keeps for itself'
export const isReservedTag = (key: string) => reserved.test(key)

/** Throws for what the rules of single members do not say of tags. */
export function checkTags(tags: readonly Tag[]): void {
  const wrong = tags.find(({ Key }) => isReservedTag(Key))
  if (wrong)
    throw new AwsError(
      'InvalidParameterValue',
      `The value ${wrong.Key} for parameter Tags is invalid: ${reservedTagRule}.`,
    )
}
