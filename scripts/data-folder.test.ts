import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { envWith } from '@/lib/env'
import { makeDataFolder } from './data-folder'

test('a data folder that is a file is said to be one, with what to do', () => {
  const dir = mkdtempSync(join(tmpdir(), 'data-folder-'))
  const file = join(dir, 'file')
  writeFileSync(file, '')
  const env = { ...envWith({ DATA_DIR: dir, ACCESS_LOG: 'access.log' }), dataDir: file }
  expect(() => makeDataFolder(env)).toThrow(
    /^DATA_DIR is ".*file", where .*file\/log-\w+ cannot be written: a part of its path is a file, not a folder\. Let the user/,
  )
  rmSync(dir, { recursive: true })
})
