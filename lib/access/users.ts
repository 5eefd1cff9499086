import { join } from 'node:path'
import * as z from 'zod'
import { hashOf } from './passwords'
import { accessFolder, openPrivateFile } from './private-file'
import { type Role, roles } from './roles'

export interface User {
  name: string
  role: Role
  passwordHash: string
  /** Sessions that began before it are over. Epoch ms. */
  passwordSinceMs: number
}

const file = z.strictObject({
  users: z.array(
    z.strictObject({
      name: z.string(),
      role: z.enum(roles),
      passwordHash: z.string(),
      passwordSinceMs: z.number(),
    }),
  ),
})

const leastLength = 10
const mostLength = 1_000

/** What a name of a user or a token must be. */
export function nameProblem(name: string): string | null {
  if (/^[\p{L}\p{N}][\p{L}\p{N}._@+-]{0,63}$/u.test(name)) return null
  return 'A name is 1 to 64 letters, digits or any of . _ @ + - and begins with a letter or a digit.'
}

function passwordProblem(password: string): string | null {
  if (password.length < leastLength) return `A password needs at least ${leastLength} characters.`
  if (password.length > mostLength) return `A password has at most ${mostLength} characters.`
  return null
}

function refuse(problem: string | null): void {
  if (problem !== null) throw new Error(problem)
}

const isSame = (one: string, other: string) =>
  one.normalize('NFKC').toLowerCase() === other.normalize('NFKC').toLowerCase()

/** The local users of a data folder. All that changes them rejects with a sentence when it cannot be done. */
export function openUsers(dataDir: string) {
  const stored = openPrivateFile(join(accessFolder(dataDir), 'users.json'), file, { users: [] })
  const find = (users: readonly User[], name: string) =>
    users.find((user) => isSame(user.name, name)) ?? null
  const known = (users: readonly User[], name: string): User => {
    const user = find(users, name)
    if (!user) throw new Error(`There is no user "${name}".`)
    return user
  }
  const withPassword = async (password: string) => {
    refuse(passwordProblem(password))
    return { passwordHash: await hashOf(password), passwordSinceMs: Date.now() }
  }
  return {
    all: (): readonly User[] => stored.read().users,
    find: (name: string) => find(stored.read().users, name),

    async add(name: string, role: Role, password: string): Promise<void> {
      refuse(nameProblem(name))
      const user = { name, role, ...(await withPassword(password)) }
      await stored.change(({ users }) => {
        if (find(users, name)) throw new Error(`There is a user "${name}" already.`)
        return { users: [...users, user] }
      })
    },

    async setPassword(name: string, password: string): Promise<void> {
      const changed = await withPassword(password)
      await stored.change(({ users }) => {
        const user = known(users, name)
        return { users: users.map((one) => (one === user ? { ...one, ...changed } : one)) }
      })
    },

    async setRole(name: string, role: Role): Promise<void> {
      await stored.change(({ users }) => {
        const user = known(users, name)
        return { users: users.map((one) => (one === user ? { ...one, role } : one)) }
      })
    },

    async remove(name: string): Promise<void> {
      await stored.change(({ users }) => {
        const user = known(users, name)
        return { users: users.filter((one) => one !== user) }
      })
    },
  }
}
