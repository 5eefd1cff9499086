const maxPatternLength = 1024
// Not for a command line or a query.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is left out
const control = /[\u0000-\u001f\u007f\u2028\u2029]/

const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`

/** Letters, digits and dashes of a URL, for a name. */
const slug = (request: string) =>
  request
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)

export interface PatternCandidate {
  name: string
  pattern: string
  /** What it counts, in words. */
  counts: string
}

function asJson(status: string, request: string | null): PatternCandidate[] {
  const one = `$.status = ${quoted(status)}`
  const candidates = [
    { name: `Errors-${status}`, pattern: `{ ${one} }`, counts: `requests answered with ${status}` },
  ]
  if (status.startsWith('5'))
    candidates.push({
      name: 'Errors-5xx',
      pattern: '{ $.status = "5*" }',
      counts: 'requests answered with 5xx',
    })
  if (request !== null && !control.test(request))
    candidates.push({
      name: `Errors-${status}-${slug(request) || 'URL'}`,
      pattern: `{ ${one} && $.request = ${quoted(request)} }`,
      counts: `requests to ${request} answered with ${status}`,
    })
  return candidates
}

/** The columns of Apache's common and combined formats. */
const common = (status: string, request: string) =>
  `ip, id, user, timestamp, ${request}, status_code = ${status}, size`

function asColumns(status: string, request: string | null, columns: number): PatternCandidate[] {
  const rest = columns === 9 ? ', referer, agent' : ''
  if (columns !== 7 && columns !== 9) return []
  const candidates = [
    {
      name: `Errors-${status}`,
      pattern: `[${common(status, 'request')}${rest}]`,
      counts: `requests answered with ${status}`,
    },
  ]
  if (request !== null && !control.test(request))
    candidates.push({
      name: `Errors-${status}-${slug(request) || 'URL'}`,
      pattern: `[${common(status, `request = ${quoted(`* ${request}*`)}`)}${rest}]`,
      counts: `requests to ${request} answered with ${status}`,
    })
  return candidates
}

/** Patterns that may find the failures of a URL and status, the simplest first. */
export function patternCandidates(
  { request, status }: { request: string | null; status: string | null },
  { isJson, columns }: { isJson: boolean; columns: number },
): PatternCandidate[] {
  if (status === null || !/^\d{3}$/.test(status)) return []
  const candidates = isJson ? asJson(status, request) : asColumns(status, request, columns)
  return candidates.filter(({ pattern }) => pattern.length <= maxPatternLength)
}
