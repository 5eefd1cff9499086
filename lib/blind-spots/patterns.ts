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

/** Counts a status, of one URL when it is given. */
type PatternFor = (status: string, request?: string) => string

const asJson: PatternFor = (status, request) => {
  const one = `$.status = ${quoted(status)}`
  return request === undefined ? `{ ${one} }` : `{ ${one} && $.request = ${quoted(request)} }`
}

/** The columns of Apache's common format, and of its combined format, which has two more. */
const asColumns =
  (rest: string): PatternFor =>
  (status, request) => {
    const wanted = request === undefined ? 'request' : `request = ${quoted(`* ${request}*`)}`
    return `[ip, id, user, timestamp, ${wanted}, status_code = ${status}, size${rest}]`
  }
const byColumns = new Map([
  [7, asColumns('')],
  [9, asColumns(', referer, agent')],
])

/** Patterns that may find the failures of a URL and status, the simplest first. */
export function patternCandidates(
  { request, status }: { request: string | null; status: string | null },
  { isJson, columns }: { isJson: boolean; columns: number },
): PatternCandidate[] {
  const patternFor = isJson ? asJson : byColumns.get(columns)
  if (!patternFor || status === null || !/^\d{3}$/.test(status)) return []
  const name = `${status}-Errors`
  const counts = `requests answered with ${status}`
  const candidates = [{ name, pattern: patternFor(status), counts }]
  if (isJson && status.startsWith('5'))
    candidates.push({
      name: '5xx-Errors',
      pattern: patternFor('5*'),
      counts: 'requests answered with 5xx',
    })
  if (request !== null && !control.test(request))
    candidates.push({
      name: `${name}-${slug(request) || 'URL'}`,
      pattern: patternFor(status, request),
      counts: `requests to ${request} answered with ${status}`,
    })
  return candidates.filter(({ pattern }) => pattern.length <= maxPatternLength)
}
