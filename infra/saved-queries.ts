import { CfnMapping, type Stack } from 'aws-cdk-lib'
import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { catalog } from '@/lib/queries/catalog'
import { after, type Fragment } from '@/lib/queries/insights'
import { placeholders } from '@/lib/queries/parameters'
import type { Query } from '@/lib/queries/query'
import type { Site } from '@/lib/site'
import type { View } from '@/lib/view'
import { windowOf } from '@/lib/window'

export const folder = 'CafeWatch/'

// Who opens one chooses the period there; of the page's own period only the width of a bin remains.
const range = '3h'
const holes = {
  request: '{{request}}',
  country: '{{country}}',
  city: '{{city}}',
  status: '{{status}}',
}

/** A panel's query as it is saved. What the page's view would fill in is a parameter. */
export function savedText(
  query: Query<unknown>,
  site: Site,
  prelude: Fragment | null = null,
): string {
  const needed = (query.needs ?? []).map((field) => [field, holes[field]])
  const view: View = { range, ...Object.fromEntries(needed) }
  return after(prelude, query.text({ view, window: windowOf(range, 0), site })).fragment
}

/** Writes a query into the template; the prelude, with which each begins, stands there once. */
function writerFor(stack: Stack, prelude: Fragment | null): (text: string) => string {
  if (prelude === null) return (text) => text
  const mapping = new CfnMapping(stack, 'Format', {
    mapping: { Log: { Prelude: prelude.fragment } },
  })
  return (text) => `${mapping.findInMap('Log', 'Prelude')}${text.slice(prelude.fragment.length)}`
}

/** The dashboard's queries, where Logs Insights lists saved ones. */
export function savedQueries(
  stack: Stack,
  site: Site,
  groupNames: string[],
  prelude: Fragment | null = null,
): void {
  const scope = new Construct(stack, 'Queries')
  const written = writerFor(stack, prelude)
  for (const [name, query] of Object.entries(catalog)) {
    const queryString = savedText(query, site, prelude)
    const parameters = placeholders(queryString).map((one) => ({ name: one.name }))
    new CfnQueryDefinition(scope, name, {
      name: `${folder}${query.title}`,
      queryString: written(queryString),
      logGroupNames: groupNames,
      ...(parameters.length > 0 && { parameters }),
    })
  }
}
