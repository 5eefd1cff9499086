/** What a person may do; each may also do what those before it may. */
export const roles = ['viewer', 'operator', 'admin'] as const
export type Role = (typeof roles)[number]

export const isRole = (text: unknown): text is Role => roles.some((role) => role === text)

/** Whether one role may do what needs the other. */
export const mayAct = (role: Role, needed: Role): boolean =>
  roles.indexOf(role) >= roles.indexOf(needed)

/** Who asks. */
export interface Caller {
  /** Of a user or an API token; null for whoever sits at this machine while there are no users. */
  name: string | null
  role: Role
  by: 'session' | 'token' | 'this machine'
}
