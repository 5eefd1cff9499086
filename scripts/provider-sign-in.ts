import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Access } from '@/lib/access/access'
import type { ProviderPerson } from '@/lib/access/provider/person'
import type { ProviderProblem } from '@/lib/access/provider/problems'
import type { Provider } from '@/lib/access/provider/provider'
import { callbackPath, providerPath } from '@/lib/access/provider/settings'
import type { Role } from '@/lib/access/roles'
import { visible } from '@/lib/visible'
import { goTo, nobodyCan, ownPath, say, sendTo } from './forms'

interface Asked {
  access: Access
  provider: Provider
  from: string
}

/** Whether another site sent the person here; who comes from our page, or typed the address, was not. */
const isFromElsewhere = ({ headers }: IncomingMessage) =>
  headers['sec-fetch-site'] === 'cross-site' || headers['sec-fetch-site'] === 'same-site'

const write = (sentence: string) => console.log(`Sign-in by the provider: ${sentence}`)

const withProblem = (problem: ProviderProblem | 'too-often', more: Record<string, string> = {}) =>
  `/sign-in?${new URLSearchParams({ problem, ...more })}`

/** To the provider, or back to the sign-in page, which says why not. */
async function begin(
  request: IncomingMessage,
  response: ServerResponse,
  query: URLSearchParams,
  { access, provider }: Asked,
): Promise<void> {
  const next = ownPath(query.get('next'))
  // Only a person may begin, not a page that wants somebody signed in.
  if (isFromElsewhere(request)) {
    goTo(response, `/sign-in?${new URLSearchParams({ next })}`)
    return
  }
  const begun = await provider.begin(next)
  if (begun.ok) {
    sendTo(response, begun.location, access.providerCookie(begun.sealed))
    return
  }
  if (begun.said !== null) write(begun.said)
  goTo(response, withProblem(begun.problem, { next }))
}

/** What is missing, for whoever sets it up. */
const withoutRole = ({ name, sent: { values, claims } }: ProviderPerson, roleClaim: string) =>
  visible(
    `${name} has no role: none of OIDC_ADMINS, OIDC_OPERATORS and OIDC_VIEWERS is among ${JSON.stringify(values)}, which are the values of the claim "${roleClaim}" and verified e-mail addresses. Claims that were sent: ${claims.join(', ')}.`,
  ).slice(0, 1_000)

type PersonWithRole = ProviderPerson & { role: Role }

async function finished(
  { access, provider, from }: Asked,
  begun: NonNullable<ReturnType<Provider['take']>>,
  query: URLSearchParams,
): Promise<{ person: PersonWithRole } | { problem: ProviderProblem }> {
  const found = await provider.finish(begun, query.toString())
  const failed = {
    who: null,
    by: 'nobody' as const,
    what: 'sign-in by the provider',
    from,
    done: false,
  }
  if (!found.ok) {
    const { problem, said } = found
    access.note({ ...failed, of: problem })
    if (said !== null) write(said)
    return { problem }
  }
  const { person } = found
  const { role } = person
  if (role !== null) return { person: { ...person, role } }
  access.note({ ...failed, who: person.name, by: 'provider', of: `${person.sub}: no role` })
  write(withoutRole(person, provider.roleClaim))
  return { problem: 'no-role' }
}

/** From the provider: a session, or back to the sign-in page, which says why not. */
async function end(
  request: IncomingMessage,
  response: ServerResponse,
  query: URLSearchParams,
  asked: Asked,
): Promise<void> {
  const { access, provider, from } = asked
  const headerOf = (name: string) => request.headers[name]?.toString()
  const begun = provider.take(access.sealedIn(headerOf), query.get('state'))
  // Another window's, perhaps: its cookie stays.
  if (!begun) {
    goTo(response, withProblem('lost'))
    return
  }
  const { next } = begun
  const isOver = access.providerCookie(null)
  const { waitMs, takeBack } = access.attemptByProvider(from)
  if (!takeBack) {
    const seconds = String(Math.ceil(waitMs / 1000))
    goTo(response, withProblem('too-often', { seconds, next }), isOver)
    return
  }
  const found = await finished(asked, begun, query)
  if ('problem' in found) {
    // The provider was not asked anything.
    if (found.problem === 'cancelled') takeBack()
    goTo(response, withProblem(found.problem, { next }), isOver)
    return
  }
  const { name, role, sub } = found.person
  takeBack()
  const session = await access
    .signInFromProvider({ name, role, sub, from }, headerOf)
    .then((cookie) => ({ cookie }), nobodyCan)
  if (typeof session === 'string') say(response, 503, session)
  else goTo(response, next, session.cookie, isOver)
}

/** Answers what a sign-in by the provider begins and ends with; false for every other request. */
export async function answerProvider(
  request: IncomingMessage,
  response: ServerResponse,
  {
    path,
    provider,
    ...given
  }: Omit<Asked, 'provider'> & { path: string; provider: Provider | null },
): Promise<boolean> {
  if (!provider || request.method !== 'GET') return false
  const answer = { [providerPath]: begin, [callbackPath]: end }[path]
  if (!answer) return false
  const { searchParams } = new URL(request.url ?? '', 'http://here.invalid')
  await answer(request, response, searchParams, { ...given, provider })
  return true
}
