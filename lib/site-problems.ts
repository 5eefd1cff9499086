/** What is wrong with a member of the site file. */
export interface MemberProblem {
  /** Such as recipients.0.url; empty where it is no one member. */
  path: string
  message: string
}

/** All that is wrong with a site file; the message names each member before what is wrong with it. */
export class SiteProblems extends Error {
  constructor(readonly problems: readonly MemberProblem[]) {
    super(problems.map(({ path, message }) => `${path || 'the file'}: ${message}`).join('; '))
  }
}

export const wrongMember = (path: string, message: string) => new SiteProblems([{ path, message }])

/** What an error says of members; one that names none stands for itself. */
export function problemsOf(error: unknown): readonly MemberProblem[] {
  if (error instanceof SiteProblems) return error.problems
  return [{ path: '', message: error instanceof Error ? error.message : String(error) }]
}
