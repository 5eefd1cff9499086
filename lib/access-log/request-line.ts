export interface RequestTarget {
  method: string
  /** Without matrix parameters; of an absolute URL the path alone. */
  path: string
  /** With its question mark; empty when there is none. */
  query: string
  /** Matrix parameters such as `;jsessionid=1A2B`; empty when there are none. */
  parameters: string
  protocol?: string
}

const methodToken = /^[A-Za-z][A-Za-z!#$%&'*+.^_`|~-]{0,31}$/
const matrix = /;[^/;=?]+=[^/;?]*/g

/** Path, query and parameters of what a client asked for; null when it is nothing of the kind. */
export function targetOf(
  target: string,
): Pick<RequestTarget, 'path' | 'query' | 'parameters'> | null {
  if (target === '' || target === '-') return null
  let path = target
  if (path.charCodeAt(0) !== 47 && path.includes('://')) {
    const found = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*(.*)$/is.exec(path)
    if (found) path = found[1]?.startsWith('/') ? found[1] : `/${found[1] ?? ''}`
  }
  const mark = path.indexOf('?')
  const query = mark === -1 ? '' : path.slice(mark)
  if (mark !== -1) path = path.slice(0, mark)
  if (!path.includes(';')) return { path, query, parameters: '' }
  const parameters = (path.match(matrix) ?? []).join('')
  return { path: path.replace(matrix, ''), query, parameters }
}

/** The host of an absolute URL, without user and port; undefined when there is none. */
export const hostOf = (url: string): string | undefined =>
  /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]+)/i.exec(url)?.[1]

/** Takes `GET /menu?x=1 HTTP/1.1` apart, blanks within the URL included; null when it is no request. */
export function splitRequestLine(line: string): RequestTarget | null {
  const first = line.indexOf(' ')
  if (first < 1) return null
  const method = line.slice(0, first)
  if (!methodToken.test(method)) return null
  const last = line.lastIndexOf(' ')
  const hasProtocol = last > first && /^[A-Z]+\/\d/.test(line.slice(last + 1))
  const target = targetOf(line.slice(first + 1, hasProtocol ? last : undefined).trim())
  if (!target) return null
  // Without a protocol only what looks like a path is one: it may be any two words.
  if (!hasProtocol && target.path.charCodeAt(0) !== 47 && target.path !== '*') return null
  const { path, query, parameters } = target
  const protocol = hasProtocol ? line.slice(last + 1) : undefined
  return { method, path, query, parameters, protocol }
}
