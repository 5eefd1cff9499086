/** What the sign-in page has to say about a provider, as it stands in the address. */
const problems = [
  'away',
  'settings',
  'refused',
  'cancelled',
  'lost',
  'untrusted',
  'clock',
  'no-role',
  'signed-out',
] as const
export type ProviderProblem = (typeof problems)[number]

export const isProviderProblem = (text: string): text is ProviderProblem =>
  problems.some((one) => one === text)

/** What to say and do. `given` is the name that the operator gave the provider. */
export function providerSentence(problem: ProviderProblem, given: string | null): string {
  const [name, atStart] = [given ?? 'the provider', given ?? 'The provider']
  switch (problem) {
    case 'away':
      return `${atStart} does not answer. Try again in a minute.`
    case 'settings':
      return `${atStart} does not accept CafeWatch as it is set up. What the server has written says why: tell whoever runs it.`
    case 'refused':
      return `${atStart} did not complete the sign-in. Try again; what the server has written says more.`
    case 'cancelled':
      return `You were not signed in: it was cancelled at ${name}, or you may not use CafeWatch there.`
    case 'lost':
      return 'This sign-in took too long, was used before, or began in another window or browser. Begin again.'
    case 'untrusted':
      return `What ${name} sent cannot be trusted, so nobody was signed in. Try again; what the server has written says what was wrong.`
    case 'clock':
      return `What ${name} sent has expired or is not valid yet: the clock of this server, or of ${name}, is wrong. Tell whoever runs it.`
    case 'no-role':
      return `${atStart} knows you, but you have no role here. Ask whoever runs CafeWatch for one. To use another account, sign out at ${name} first.`
    case 'signed-out':
      return `You are signed out here, but not at ${name}: whoever uses this browser can sign in again. On a shared machine, sign out there too.`
  }
}
