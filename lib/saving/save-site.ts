import { isDeepStrictEqual } from 'node:util'
import { runtime, setRuntime } from '@/lib/aws/runtime'
import { type Env, notSetUp } from '@/lib/env'
import { parseSite, type SiteFile } from '@/lib/site'
import { mergeSite } from '@/lib/site-file/merge-site'
import { prepareRemoval, prepareSave, savedPath } from '@/lib/site-file/saved-file'
import { exportedSite } from '@/lib/site-file/secrets'
import { recipientsOf, type SiteSource, type WrittenSite } from '@/lib/site-file/written-site'
import { type MemberProblem, problemsOf } from '@/lib/site-problems'
import { inTurn } from './in-turn'
import { type SiteReading, siteReading, whyNot } from './site-reading'

/** What remains to be done by hand. */
export interface ToDo {
  message: string
  commands: string[]
}

export type SaveResult =
  | { ok: true; reading: SiteReading; toDo: ToDo | null }
  /** A member that is wrong, or that nothing can be saved here, or that saving has failed. */
  | {
      ok: false
      reason: 'wrong' | 'refused' | 'failed'
      message: string
      /** Of members that are wrong. */
      problems?: readonly MemberProblem[]
    }

type Next = Pick<SiteFile, 'site' | 'monitoring'> & { siteFile: SiteSource }

function messageOf(error: unknown): string {
  if (error instanceof RangeError) return 'the site: is nested too deeply'
  return error instanceof Error ? error.message : String(error)
}

function toDoIn({ cloudwatch, publicUrl, logGroup }: Env, variables: string[]): ToDo | null {
  if (cloudwatch !== 'aws') return null
  const set =
    variables.length === 0
      ? ''
      : ` Set ${variables.join(', ')} in your shell before the last command.`
  return {
    message: `The pages follow the new set-up. The metric filters and alarms on AWS do not yet: deploy the stack again with the same --context as before.${set}`,
    commands: [
      `curl -o site.json '${publicUrl}/api/site?download'`,
      `SITE_FILE=site.json LOG_GROUP='${logGroup}' npm run infra:deploy`,
    ],
  }
}

/** Puts a site in force and makes that last; when one fails, what was before is in force. */
async function change(next: Next): Promise<SaveResult> {
  const { env, localEngine } = runtime()
  const { from, written } = next.siteFile
  const declared = (of: Pick<Env, 'site' | 'monitoring'>) => ({
    monitoring: of.monitoring,
    shop: of.site.name,
  })
  try {
    const file =
      from === 'default' ? prepareRemoval(env.dataDir) : await prepareSave(env.dataDir, written)
    try {
      await localEngine?.redeclare(declared(next))
    } catch (error) {
      await file.discard()
      throw error
    }
    await file.commit().catch(async (error) => {
      await file.discard()
      await localEngine?.redeclare(declared(env)).catch((problem: unknown) => {
        throw new Error(`${messageOf(error)} ${messageOf(problem)}`)
      })
      throw error
    })
  } catch (error) {
    return { ok: false, reason: 'failed', message: messageOf(error) }
  }
  // A site that stays the same goes on being followed.
  const site = isDeepStrictEqual(next.site, env.site) ? env.site : next.site
  // Cached answers are of the site before.
  setRuntime({ ...runtime(), env: { ...env, ...next, site }, flights: new Map() })
  const reading = siteReading()
  return { ok: true, reading, toDo: toDoIn(env, reading.variables) }
}

function wrongOf(error: unknown): Extract<SaveResult, { ok: false }> {
  const message = messageOf(error)
  const problems = error instanceof RangeError ? [{ path: '', message }] : problemsOf(error)
  return { ok: false, reason: 'wrong', message, problems }
}

/** What the variables of a site file stand for: its own recipients have their texts, and others may be anything. */
function variablesOf(written: WrittenSite, { recipients }: Env['monitoring']) {
  const variables = Object.fromEntries(exportedSite(written).variables.map((name) => [name, 'x']))
  for (const one of recipientsOf(written)) {
    const read: Record<string, unknown> = { ...recipients.find(({ name }) => name === one.name) }
    for (const [member, text] of Object.entries(one)) {
      const [, name] = /^\$\{(\w+)\}$/.exec(String(text)) ?? []
      if (name !== undefined && typeof read[member] === 'string') variables[name] = read[member]
    }
  }
  return variables
}

/** What is wrong with members of a site file, where they cannot be saved as well; null when nothing is. */
export function checkSite(given: WrittenSite): Extract<SaveResult, { ok: false }> | null {
  try {
    const { env } = runtime()
    const { written } = env.siteFile
    parseSite(JSON.stringify(mergeSite(written, given)), variablesOf(written, env.monitoring))
    return null
  } catch (error) {
    return wrongOf(error)
  }
}

/** Merges members of a site file onto what is saved, and puts the result in force. Never rejects. */
export const saveSite = (given: WrittenSite): Promise<SaveResult> =>
  inTurn(async () => {
    const { env } = runtime()
    const why = whyNot(env)
    if (why !== null) return { ok: false, reason: 'refused', message: why }
    try {
      const written = mergeSite(env.siteFile.written, given)
      const { site, monitoring } = parseSite(JSON.stringify(written))
      const path = savedPath(env.dataDir)
      return await change({ site, monitoring, siteFile: { from: 'setup', path, written } })
    } catch (error) {
      return wrongOf(error)
    }
  })

/** Forgets what was set up. Never rejects. */
export const forgetSite = (): Promise<SaveResult> =>
  inTurn(async () => {
    const why = whyNot(runtime().env)
    if (why !== null) return { ok: false, reason: 'refused', message: why }
    const { site, monitoring, siteFile } = notSetUp
    return change({ site, monitoring, siteFile })
  })
