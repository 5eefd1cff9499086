import * as z from 'zod'

/** What telemetry is of, as PutLogEvents and PutMetricData take it. */
export interface Entity {
  keyAttributes?: Record<string, string> | undefined
  attributes?: Record<string, string> | undefined
}

/** Any texts: a wrong entity is told, and does not refuse what it goes with. */
export const entityAttributes = z.record(z.string(), z.string()).optional()

/** Why an entity is rejected, in CloudWatch's words. */
export type EntityProblem =
  | 'InvalidEntity'
  | 'InvalidKeyAttributes'
  | 'InvalidAttributes'
  | 'InvalidTypeValue'
  | 'MissingRequiredFields'

const keyNames = ['Type', 'ResourceType', 'Identifier', 'Name', 'Environment']
const ofResource = ['ResourceType', 'Identifier']
const ofService = ['Name']
const neededBy = new Map([
  ['AWS::Resource', ofResource],
  ['AWS::Service', ofService],
  ['Resource', ofResource],
  ['RemoteService', ofService],
  ['Service', ofService],
])
const [minKeys, maxKeys, maxKeyLength] = [2, 4, 32]
const [maxAttributes, maxAttributeLength] = [10, 256]

const isBetween = (count: number, min: number, max: number) => count >= min && count <= max

const fits = (attributes: Record<string, string>, maxName: number, maxValue: number) =>
  Object.entries(attributes).every(
    ([name, value]) => isBetween(name.length, 1, maxName) && isBetween(value.length, 1, maxValue),
  )

/** What is wrong with an entity; null when nothing is. Values have a length of their own in each service. */
export function entityProblem(
  { keyAttributes, attributes = {} }: Entity,
  maxValueLength: number,
): EntityProblem | null {
  if (!keyAttributes) return 'InvalidEntity'
  const names = Object.keys(keyAttributes)
  if (
    !isBetween(names.length, minKeys, maxKeys) ||
    names.some((name) => !keyNames.includes(name)) ||
    !fits(keyAttributes, maxKeyLength, maxValueLength)
  )
    return 'InvalidKeyAttributes'
  const needed = neededBy.get(keyAttributes.Type ?? '')
  if (!needed)
    return keyAttributes.Type === undefined ? 'MissingRequiredFields' : 'InvalidTypeValue'
  if (needed.some((name) => keyAttributes[name] === undefined)) return 'MissingRequiredFields'
  const isRight =
    Object.keys(attributes).length <= maxAttributes &&
    fits(attributes, maxAttributeLength, maxValueLength)
  return isRight ? null : 'InvalidAttributes'
}
