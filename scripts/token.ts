import { parseArgs } from 'node:util'
import { openAudit } from '@/lib/access/audit'
import { isRole } from '@/lib/access/roles'
import { openTokens } from '@/lib/access/tokens'
import { readEnv } from '@/lib/env'
import { runMain } from './run-main'

const usage = `npm run token -- add NAME --role viewer|operator|admin
npm run token -- remove NAME
npm run token -- list
A token is shown once, when it is added, and sent as Authorization: Bearer … See docs/access.md.`

const wrong = (text: string) => {
  console.error(`${text}\n${usage}`)
  return 2
}

async function main(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { role: { type: 'string' }, help: { type: 'boolean' } },
  })
  const [command, name, ...more] = positionals
  if (values.help) {
    console.log(usage)
    return 0
  }
  const { dataDir } = readEnv()
  const tokens = openTokens(dataDir)
  if (command === 'list' && name === undefined) {
    for (const token of tokens.all())
      console.log(`${token.name}\t${token.role}\t${new Date(token.createdMs).toISOString()}`)
    return 0
  }
  if (name === undefined || more.length > 0) return wrong('Say what to do, and one name.')
  const note = (what: string) =>
    openAudit(dataDir).add({ who: null, by: 'command', what, of: name, from: null, done: true })
  switch (command) {
    case 'add': {
      const { role } = values
      if (!isRole(role))
        return wrong(`--role is "${role ?? ''}", but must be viewer, operator or admin.`)
      const text = await tokens.add(name, role)
      console.log(text)
      console.error('This is shown once. Send it as Authorization: Bearer …')
      note(`token added as ${role}`)
      return 0
    }
    case 'remove':
      await tokens.remove(name)
      note('token removed')
      console.log(`${name} is removed, and is not answered any more.`)
      return 0
    default:
      return wrong(`"${command}" is no command.`)
  }
}

runMain(main)
