import { parseArgs } from 'node:util'
import { openAudit } from '@/lib/access/audit'
import { isRole, type Role } from '@/lib/access/roles'
import { readEnv } from '@/lib/env'

/** A command line such as `add NAME --role viewer`, of users and of tokens. */
export function accessCommand(usage: string) {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { role: { type: 'string' }, help: { type: 'boolean' } },
  })
  const [command, name, ...more] = positionals
  const { dataDir } = readEnv()
  const audit = openAudit(dataDir)
  const wrong = (text: string) => {
    console.error(`${text}\n${usage}`)
    return 2
  }
  return {
    command,
    /** Undefined when it names none, or more than one. */
    name: more.length > 0 ? undefined : name,
    isHelp: values.help === true,
    isList: command === 'list' && name === undefined,
    dataDir,
    /** Says what is wrong, and how it is used; the code to end with. */
    wrong,
    /** Does something with the role that is given, or says what it must be. */
    async withRole(act: (role: Role) => Promise<void>): Promise<number> {
      const { role } = values
      if (!isRole(role))
        return wrong(`--role is "${role ?? ''}", but must be viewer, operator or admin.`)
      await act(role)
      return 0
    },
    /** Throws where the audit log cannot take what is to be done: then it is not done. */
    mustBeNoted: () => audit.mustTakeEntry(),
    /** Writes into the audit log what was done. */
    note: (what: string) =>
      audit.add({
        who: null,
        by: 'command',
        what,
        of: name ?? null,
        from: null,
        done: true,
      }),
  }
}
