const maxPatternLength = 1024
// A line break has no place on a command line or in a query that somebody reads.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is left out
const control = /[\u0000-\u001f\u007f\u2028\u2029]/

const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`

/** Letters, digits and dashes of a URL, for a name. */
const slug = (request: string) =>
  request
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)

export interface PatternIdea {
  name: string
  pattern: string
  /** What it counts, in words. */
  counts: string
}

function asJson(status: string, request: string | null): PatternIdea[] {
  const one = `$.status = ${quoted(status)}`
  const ideas = [
    { name: `Errors-${status}`, pattern: `{ ${one} }`, counts: `requests answered with ${status}` },
  ]
  if (status.startsWith('5'))
    ideas.push({
      name: 'Errors-5xx',
      pattern: '{ $.status = "5*" }',
      counts: 'requests answered with 5xx',
    })
  if (request !== null && !control.test(request))
    ideas.push({
      name: `Errors-${status}-${slug(request) || 'URL'}`,
      pattern: `{ ${one} && $.request = ${quoted(request)} }`,
      counts: `requests to ${request} answered with ${status}`,
    })
  return ideas
}

/** The columns of Apache's common and combined formats. */
const common = (status: string, request: string) =>
  `ip, id, user, timestamp, ${request}, status_code = ${status}, size`

function asColumns(status: string, request: string | null, columns: number): PatternIdea[] {
  const rest = columns === 9 ? ', referer, agent' : ''
  if (columns !== 7 && columns !== 9) return []
  const ideas = [
    {
      name: `Errors-${status}`,
      pattern: `[${common(status, 'request')}${rest}]`,
      counts: `requests answered with ${status}`,
    },
  ]
  if (request !== null && !control.test(request))
    ideas.push({
      name: `Errors-${status}-${slug(request) || 'URL'}`,
      pattern: `[${common(status, `request = ${quoted(`* ${request}*`)}`)}${rest}]`,
      counts: `requests to ${request} answered with ${status}`,
    })
  return ideas
}

/** Patterns that may find the failures of a URL and status, the simplest first. */
export function patternIdeas(
  { request, status }: { request: string | null; status: string | null },
  { isJson, columns }: { isJson: boolean; columns: number },
): PatternIdea[] {
  if (status === null || !/^\d{3}$/.test(status)) return []
  const ideas = isJson ? asJson(status, request) : asColumns(status, request, columns)
  return ideas.filter(({ pattern }) => pattern.length <= maxPatternLength)
}
