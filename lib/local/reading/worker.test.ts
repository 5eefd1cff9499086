import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const tsx = createRequire(import.meta.url).resolve('tsx/cjs/api')
const worker = fileURLToPath(new URL('./worker.ts', import.meta.url))

test('the reading thread loads what it reads with, and no DuckDB', () => {
  const program = `require(${JSON.stringify(tsx)}).register()
    require(${JSON.stringify(worker)})
    console.log(JSON.stringify(Object.keys(require.cache)))`
  const loaded: string[] = JSON.parse(
    execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' }),
  )
  expect(loaded).toContain(worker)
  expect(
    loaded.filter((path) => /duckdb|zod|aws-sdk/.test(path) && path.includes('node_modules')),
  ).toEqual([])
})
