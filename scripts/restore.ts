import { asTyped } from '@/lib/as-typed'
import { readEnv } from '@/lib/env'
import { restoreBackup } from './backup/restore'
import { dataFolder } from './data-folder'
import { runMain } from './run-main'

const usage = asTyped(`Usage: npm run restore -- FILE.tar.gz [--replace]

Puts a backup into DATA_DIR. The server must not run. --replace moves aside what is there.`)

async function main(): Promise<void> {
  const given = process.argv.slice(2)
  const [file, ...rest] = given.filter((argument) => argument !== '--replace')
  if (file === undefined || file.startsWith('-') || rest.length > 0) {
    console.error(usage)
    process.exitCode = 2
    return
  }
  const env = readEnv()
  const options = {
    dataDir: env.dataDir,
    folder: dataFolder(env),
    replace: given.includes('--replace'),
  }
  const aside = await restoreBackup(file, options)
  console.log(
    `${file} is in ${env.dataDir}.${aside === null ? '' : ` What was there is in ${aside}.`}`,
  )
}

runMain(main)
