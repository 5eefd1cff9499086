import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { workFolder } from '@/lib/local/archive/open'
import { copyStore } from '@/lib/local/store/copy-store'
import { openStore } from '@/lib/local/store/store'
import { askForCopy } from './door'
import { besideStore, isKept, siteParts, storeFile, storeFolders } from './parts'

/** A copy of the store of a folder, made by the server that runs on it or here; null when there is no store. */
async function copyOf(folder: string): Promise<string | null> {
  const path = join(folder, storeFile)
  const asked = await askForCopy(folder)
  if (asked !== null || !existsSync(path)) return asked
  const workDir = workFolder(folder)
  mkdirSync(workDir, { recursive: true })
  const store = await openStore({ path, workDir })
  return copyStore(store).finally(() => store.close())
}

/** Writes a backup of the data folder, with the store of one of its folders, into a new file. */
export async function writeBackup(
  file: string,
  { dataDir, folder }: { dataDir: string; folder: string },
): Promise<void> {
  if (existsSync(file)) throw new Error(`${file} is there already: name a new file.`)
  if (!existsSync(dataDir)) throw new Error(`There is no ${resolve(dataDir)}: set DATA_DIR.`)
  const copy = await copyOf(folder)
  const others = storeFolders(dataDir)
  if (copy === null && others.length > 0)
    throw new Error(
      `There is no store in ${folder}, but there is one in ${others.join(' and in ')}: set ACCESS_LOG, LOG_FORMAT and TRUSTED_PROXIES as the server has them.`,
    )
  try {
    pack(file, { dataDir, folder, copy })
  } finally {
    if (copy !== null) rmSync(copy, { force: true })
  }
}

interface Parts {
  dataDir: string
  folder: string
  /** A copy of the store, which is moved; null when there is no store. */
  copy: string | null
}

function pack(file: string, { dataDir, folder, copy }: Parts): void {
  // In the data folder, so that the store is not copied once more.
  const staged = mkdtempSync(join(dataDir, '.backup-'))
  const partial = `${file}.partial`
  try {
    const within = join(staged, basename(folder))
    mkdirSync(within, { recursive: true })
    if (copy !== null) renameSync(copy, join(within, storeFile))
    for (const name of besideStore(folder))
      cpSync(join(folder, name), join(within, name), { recursive: true })
    for (const name of siteParts(dataDir))
      cpSync(join(dataDir, name), join(staged, name), { recursive: true, filter: isKept })
    // Holds secrets of the set-up and of the users.
    writeFileSync(partial, '', { mode: 0o600, flag: 'wx' })
    execFileSync('tar', ['-czf', partial, '-C', staged, '.'])
    renameSync(partial, file)
  } finally {
    rmSync(staged, { recursive: true, force: true })
    rmSync(partial, { force: true })
  }
}
