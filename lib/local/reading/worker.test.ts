import { expect, test } from 'vitest'
import { programOf } from './program'

test('the reading thread loads what it reads with, and no DuckDB', async () => {
  const program = await programOf(new URL('./worker.ts', import.meta.url))
  const packages = [...program.matchAll(/require\("(?!node:)([^"]+)"\)/g)].map(([, name]) => name)
  expect(packages).toContain('maxmind')
  expect(packages.filter((name) => /duckdb|zod|aws-sdk|esbuild/.test(name ?? ''))).toEqual([])
})
