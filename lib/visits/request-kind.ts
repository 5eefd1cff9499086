import { staticFileOf } from './static-file'

/** robots: robots.txt. call: what a script, a form or a redirect asks for. machine: sitemaps and the like. */
export type RequestKind = 'page' | 'asset' | 'call' | 'robots' | 'machine'

const callPath =
  /\/(?:apis?|graphql|gql|ajax|rest|rpc|jsonrpc|wp-json|v\d{1,2}|_next\/data|section\/load)(?:\/|$)|ajax[^/]*\.php$|\.json$/i
const callQuery = /(?:^\??|&)(?:wc-ajax|ajax|isajax|_rsc|_data|_pjax|section_data_id)=/i
const maxQueryLength = 500
/** Some logs have no methods. */
const pageMethods = new Set(['GET', 'HEAD', '', '-'])
const redirects = new Set([301, 302, 303, 307, 308])

export function kindOfRequest(
  method: string,
  path: string,
  query: string,
  status: number,
): RequestKind {
  if (path.endsWith('/robots.txt')) return 'robots'
  const file = staticFileOf(path)
  if (file !== null) return file
  if (!pageMethods.has(method)) return 'call'
  // A browser in a redirect loop asks 20 times within a second.
  if (redirects.has(status)) return 'call'
  if (callPath.test(path)) return 'call'
  return query !== '' && callQuery.test(query.slice(0, maxQueryLength)) ? 'call' : 'page'
}
