import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { openAudit } from '@/lib/access/audit'
import { isServed } from './door'
import { storeFolders } from './parts'

/** Unpacks a backup into a folder. Throws an Error that says what is wrong with the file. */
function unpack(file: string, into: string): void {
  if (!existsSync(file)) throw new Error(`There is no file ${file}.`)
  try {
    execFileSync('tar', ['-xzf', file, '-C', into, '--no-same-owner'], { stdio: 'pipe' })
  } catch {
    throw new Error(`${file} is no backup, or is damaged: nothing has been changed.`)
  }
}

/** Puts a backup into the data folder. What stands there already is moved aside when `replace` says so. Gives the folder it was moved to. */
export async function restoreBackup(
  file: string,
  { dataDir, folder, replace }: { dataDir: string; folder: string; replace: boolean },
): Promise<string | null> {
  // Users and set-up are of all stores.
  const served = await Promise.all([folder, ...storeFolders(dataDir)].map(isServed))
  if (served.some((isRunning) => isRunning))
    throw new Error('The server is running. Stop it first: systemctl stop cafewatch')
  mkdirSync(dataDir, { recursive: true })
  const staged = mkdtempSync(join(dataDir, '.restore-'))
  const aside = join(dataDir, `before-restore-${new Date().toISOString().replaceAll(':', '-')}`)
  try {
    unpack(file, staged)
    const parts = readdirSync(staged)
    const there = parts.filter((name) => existsSync(join(dataDir, name)))
    if (there.length > 0 && !replace)
      throw new Error(
        `${dataDir} has ${there.join(', ')} already. With --replace it is moved aside, and nothing is deleted.`,
      )
    if (there.length > 0) mkdirSync(aside)
    for (const name of there) renameSync(join(dataDir, name), join(aside, name))
    for (const name of parts) {
      renameSync(join(staged, name), join(dataDir, name))
      // No backup holds the archive: it only grows, and stays where it is.
      const archive = join(aside, name, 'archive')
      if (existsSync(archive)) renameSync(archive, join(dataDir, name, 'archive'))
    }
    const entry = { who: null, by: 'command', from: null, done: true } as const
    openAudit(dataDir).add({ ...entry, what: 'backup restored', of: basename(file) })
    return there.length > 0 ? aside : null
  } finally {
    rmSync(staged, { recursive: true, force: true })
  }
}
