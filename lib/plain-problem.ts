import type * as z from 'zod'

const types: Record<string, string> = {
  string: 'a text in quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list in [ ]',
  object: 'an object in { }',
  record: 'an object in { }',
}

const listed = (values: readonly unknown[]) =>
  values.map((value) => JSON.stringify(value)).join(', ')

const things: Record<string, string> = { string: 'characters', array: 'members' }

function size(issue: z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig>) {
  const [limit, words] =
    issue.code === 'too_small'
      ? [issue.minimum, issue.inclusive === false ? 'more than' : 'or more']
      : [issue.maximum, issue.inclusive === false ? 'less than' : 'or less']
  const thing = things[issue.origin]
  const amount = words.startsWith('or') ? `${limit} ${words}` : `${words} ${limit}`
  return thing === undefined ? `must be ${amount}` : `must have ${amount} ${thing}`
}

/** What is wrong with a member, in a sentence that its name begins; what has words of its own keeps them. */
export function plainProblem(issue: z.core.$ZodRawIssue): string | undefined {
  const isMissing = issue.input === undefined
  switch (issue.code) {
    case 'invalid_type': {
      const type = types[issue.expected] ?? `of the type ${issue.expected}`
      return isMissing ? `is missing; it must be ${type}` : `must be ${type}`
    }
    case 'invalid_value':
      return `${isMissing ? 'is missing; it ' : ''}must be ${issue.values.length === 1 ? '' : 'one of '}${listed(issue.values)}`
    case 'invalid_union':
      if ('options' in issue && Array.isArray(issue.options))
        return `must be one of ${listed(issue.options)}`
      return isMissing ? 'is missing' : 'has none of the forms that it can have'
    case 'unrecognized_keys':
      return `has no member named ${listed(issue.keys)}`
    case 'invalid_format':
      return issue.format === 'email' ? 'must be an e-mail address' : 'is not written as it must be'
    case 'too_small':
    case 'too_big':
      return size(issue)
    default:
      return undefined
  }
}
