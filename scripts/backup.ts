import { statSync } from 'node:fs'
import { asTyped } from '@/lib/as-typed'
import { readEnv } from '@/lib/env'
import { writeBackup } from './backup/write'
import { dataFolder } from './data-folder'
import { runMain } from './run-main'

const usage = asTyped(`Usage: npm run backup -- FILE.tar.gz

Writes the store, what was set up in the page, and the users into FILE. The server may run meanwhile.
The archive of log events is not in it: it only grows, and is saved by copying its folder.`)

async function main(): Promise<void> {
  const [file, ...rest] = process.argv.slice(2)
  if (file === undefined || file.startsWith('-') || rest.length > 0) {
    console.error(usage)
    process.exitCode = 2
    return
  }
  const env = readEnv()
  await writeBackup(file, { dataDir: env.dataDir, folder: dataFolder(env) })
  console.log(
    `${file}: ${(statSync(file).size / 1e6).toFixed(1)} MB. It holds secrets: keep it safe.`,
  )
}

runMain(main)
