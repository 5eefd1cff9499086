import { openUsers } from '@/lib/access/users'
import { asTyped } from '@/lib/as-typed'
import { accessCommand } from './access-command'
import { passwordFrom } from './password'
import { runMain } from './run-main'

const usage =
  asTyped(`npm run user -- add NAME --role viewer|operator|admin    the password on standard input
npm run user -- passwd NAME                              the new password on standard input
npm run user -- role NAME --role viewer|operator|admin
npm run user -- remove NAME
npm run user -- list
Whoever changes a password or removes a user ends that user's sessions. See docs/access.md.`)

async function main(): Promise<number> {
  const { command, name, isHelp, isList, dataDir, wrong, withRole, mustBeNoted, note } =
    accessCommand(usage)
  if (isHelp) {
    console.log(usage)
    return 0
  }
  const users = openUsers(dataDir)
  if (isList) {
    for (const user of users.all()) console.log(`${user.name}\t${user.role}`)
    return 0
  }
  if (name === undefined) return wrong('Say what to do, and one name.')
  switch (command) {
    case 'add':
      return withRole(async (role) => {
        const password = await passwordFrom(process.stdin)
        mustBeNoted()
        await users.add(name, role, password)
        console.log(`${name} may sign in as ${role}.`)
        note(`user added as ${role}`)
      })
    case 'role':
      return withRole(async (role) => {
        mustBeNoted()
        await users.setRole(name, role)
        console.log(`${name} is ${role} from now on.`)
        note(`role changed to ${role}`)
      })
    case 'passwd': {
      const password = await passwordFrom(process.stdin)
      mustBeNoted()
      await users.setPassword(name, password)
      console.log(`The password of ${name} is changed; all of ${name}'s sessions are over.`)
      note('password changed')
      return 0
    }
    case 'remove':
      mustBeNoted()
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
