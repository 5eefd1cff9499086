/** What a person may do; each may also do what those before it may. */
export const roles = ['viewer', 'operator', 'admin'] as const
export type Role = (typeof roles)[number]

export const isRole = (text: unknown): text is Role => roles.some((role) => role === text)

/** Whether one role may do what needs the other. */
export const mayAct = (role: Role, needed: Role): boolean =>
  roles.indexOf(role) >= roles.indexOf(needed)

/** Whether somebody sees whole addresses and secrets: operators and admins, where the site file says so. */
export const seesAddresses = (
  caller: Pick<Caller, 'role'> | null,
  { operatorsSeeAddresses }: { operatorsSeeAddresses: boolean },
): boolean => operatorsSeeAddresses && caller !== null && mayAct(caller.role, 'operator')

/** Who asks. */
export interface Caller {
  /** Of a user or an API token; null for whoever sits at this machine while there are no users. */
  name: string | null
  role: Role
  /** `provider` is the session of a person whom a provider signed in: no local user, whatever the name. */
  by: 'session' | 'provider' | 'token' | 'this machine'
}
