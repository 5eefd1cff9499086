import { existsSync } from 'node:fs'
import { setInstalled } from '@/lib/as-typed'
import { commands, helpText } from './cafewatch/commands'

/** The settings of the installed service count for every command; those that are given come first. */
const settingsFile = '/etc/cafewatch/environment'

async function main(): Promise<void> {
  setInstalled()
  const [name = 'help', ...rest] = process.argv.slice(2)
  if (['help', '--help', '-h'].includes(name)) {
    console.log(helpText())
    return
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) {
    console.error(helpText(name))
    process.exitCode = 2
    return
  }
  if (existsSync(settingsFile)) process.loadEnvFile(settingsFile)
  process.argv.splice(2, process.argv.length, ...rest)
  await command.run()
}

main().catch((error: NodeJS.ErrnoException) => {
  console.error(
    error.code === 'EACCES'
      ? `${settingsFile} may not be read by this user. Run the command as root or as the user of the service.`
      : error.message,
  )
  process.exit(1)
})
