import { parseArgs } from 'node:util'
import { openAudit } from '@/lib/access/audit'
import { isRole } from '@/lib/access/roles'
import { openUsers } from '@/lib/access/users'
import { readEnv } from '@/lib/env'
import { passwordFrom } from './password'
import { runMain } from './run-main'

const usage = `npm run user -- add NAME --role viewer|operator|admin    the password on standard input
npm run user -- passwd NAME                              the new password on standard input
npm run user -- role NAME --role viewer|operator|admin
npm run user -- remove NAME
npm run user -- list
Whoever changes a password or removes a user ends that user's sessions. See docs/access.md.`

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
  const users = openUsers(dataDir)
  if (command === 'list' && name === undefined) {
    for (const user of users.all()) console.log(`${user.name}\t${user.role}`)
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
      await users.add(name, role, await passwordFrom(process.stdin))
      console.log(`${name} may sign in as ${role}.`)
      note(`user added as ${role}`)
      return 0
    }
    case 'role': {
      const { role } = values
      if (!isRole(role))
        return wrong(`--role is "${role ?? ''}", but must be viewer, operator or admin.`)
      await users.setRole(name, role)
      console.log(`${name} is ${role} from now on.`)
      note(`role changed to ${role}`)
      return 0
    }
    case 'passwd':
      await users.setPassword(name, await passwordFrom(process.stdin))
      console.log(`The password of ${name} is changed; all of ${name}'s sessions are over.`)
      note('password changed')
      return 0
    case 'remove':
      await users.remove(name)
      console.log(
        users.all().length > 0
          ? `${name} is removed, and may not sign in any more.`
          : `${name} is removed. There is no user any more: this machine is asked for no password.`,
      )
      note('user removed')
      return 0
    default:
      return wrong(`"${command}" is no command.`)
  }
}

runMain(main)
