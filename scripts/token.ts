import { openTokens } from '@/lib/access/tokens'
import { asTyped } from '@/lib/as-typed'
import { accessCommand } from './access-command'
import { runMain } from './run-main'

const usage = asTyped(`npm run token -- add NAME --role viewer|operator|admin
npm run token -- remove NAME
npm run token -- list
A token is shown once, when it is added, and sent as Authorization: Bearer … See docs/access.md.`)

async function main(): Promise<number> {
  const { command, name, isHelp, isList, dataDir, wrong, withRole, mustBeNoted, note } =
    accessCommand(usage)
  if (isHelp) {
    console.log(usage)
    return 0
  }
  const tokens = openTokens(dataDir)
  if (isList) {
    for (const token of tokens.all())
      console.log(`${token.name}\t${token.role}\t${new Date(token.createdMs).toISOString()}`)
    return 0
  }
  if (name === undefined) return wrong('Say what to do, and one name.')
  switch (command) {
    case 'add':
      return withRole(async (role) => {
        mustBeNoted()
        const text = await tokens.add(name, role)
        console.log(text)
        console.error('This is shown once. Send it as Authorization: Bearer …')
        note(`token added as ${role}`)
      })
    case 'remove':
      mustBeNoted()
      await tokens.remove(name)
      note('token removed')
      console.log(`${name} is removed, and is not answered any more.`)
      return 0
    default:
      return wrong(`"${command}" is no command.`)
  }
}

runMain(main)
