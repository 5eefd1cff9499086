import { createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import * as z from 'zod'
import { accessFolder, openPrivateFile } from './private-file'
import { type Role, roles } from './roles'
import { nameProblem } from './users'

export interface Token {
  name: string
  role: Role
  /** Of its text, which is stored nowhere. */
  sha256: string
  createdMs: number
}

const file = z.strictObject({
  tokens: z.array(
    z.strictObject({
      name: z.string(),
      role: z.enum(roles),
      sha256: z.string(),
      createdMs: z.number(),
    }),
  ),
})

/** Secrets of 256 random bits cannot be guessed: a fast hash is enough, and finds them in constant time. */
export const sha256Of = (secret: string): string =>
  createHash('sha256').update(secret).digest('base64url')

export const newSecret = (): string => randomBytes(32).toString('base64url')

/** What tells a secret of ours, to whoever looks for secrets that have leaked. */
const mark = 'cafewatch_'

/** The API tokens of a data folder. */
export function openTokens(dataDir: string) {
  const stored = openPrivateFile(join(accessFolder(dataDir), 'tokens.json'), file, { tokens: [] })
  return {
    all: (): readonly Token[] => stored.read().tokens,

    find(text: string): Token | null {
      const sha256 = sha256Of(text)
      return stored.read().tokens.find((token) => token.sha256 === sha256) ?? null
    },

    /** The token's text, which is told this once. */
    async add(name: string, role: Role): Promise<string> {
      const problem = nameProblem(name)
      if (problem !== null) throw new Error(problem)
      const text = `${mark}${newSecret()}`
      const token = { name, role, sha256: sha256Of(text), createdMs: Date.now() }
      await stored.change(({ tokens }) => {
        if (tokens.some((one) => one.name === name))
          throw new Error(`There is a token "${name}" already.`)
        return { tokens: [...tokens, token] }
      })
      return text
    },

    async remove(name: string): Promise<void> {
      await stored.change(({ tokens }) => {
        if (!tokens.some((one) => one.name === name))
          throw new Error(`There is no token "${name}".`)
        return { tokens: tokens.filter((one) => one.name !== name) }
      })
    },
  }
}
