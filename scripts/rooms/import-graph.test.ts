import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { checkRooms, productSources } from './check'
import {
  circlesOf,
  graphOf,
  importsOf,
  impureIn,
  leaksIn,
  roomOf,
  roomsIn,
  type Source,
  upwardIn,
} from './import-graph'

const files = (texts: Record<string, string>) =>
  graphOf(Object.entries(texts).map(([path, text]) => ({ path, text })))

test.each([
  ["import { a } from './x'", false],
  ["import a from './x'", false],
  ["import './x'", false],
  ["import type { A } from './x'", true],
  ["import { type A, type B } from './x'", true],
  ["import { type A, b } from './x'", false],
  ["export { a } from './x'", false],
  ["export * from './x'", false],
  ["export type { A } from './x'", true],
  ["const late = () => import('./x')", false],
  ['const late = () => import(`./x`)', false],
  ["const late = require('./x')", false],
  ["import late = require('./x')", false],
  ["type A = import('./x').A", true],
  ["type A = typeof import('./x')", true],
])('finds %s', (text, typeOnly) => {
  expect(importsOf({ path: 'a.ts', text })).toEqual([{ specifier: './x', typeOnly }])
})

test.each(["// import './x'", "const text = `import './x'`", "/* import('./x') */"])(
  'passes over %s',
  (text) => {
    expect(importsOf({ path: 'a.ts', text })).toEqual([])
  },
)

describe('circles', () => {
  test.each([
    ['by values', "import { b } from './b'", "import { a } from '@/lib/a'"],
    ['by types alone', "import type { B } from './b'", "import type { A } from './a'"],
    ['through import()', "export const b = () => import('./b')", "export * from './a'"],
    ['through typeof import()', "export type B = typeof import('./b')", "import './a'"],
  ])('%s', (_, a, b) => {
    expect(circlesOf(files({ 'lib/a.ts': a, 'lib/b.ts': b }))).toEqual([['lib/a.ts', 'lib/b.ts']])
  })
  test('written with .js, or through the index of a folder', () => {
    const graph = files({ 'lib/a.ts': "import './b.js'", 'lib/b/index.ts': "import '../a'" })
    expect([...(graph.get('lib/b/index.ts')?.keys() ?? [])]).toEqual(['lib/a.ts'])
    expect(circlesOf(files({ 'a.ts': "import './b.js'", 'b.ts': "import './a'" }))).toEqual([
      ['a.ts', 'b.ts'],
    ])
  })
  test('of three, beside files that are in none', () => {
    const graph = files({
      'a.ts': "import './b'",
      'b.tsx': "import './c'\nimport './d'",
      'c.ts': "import './a'",
      'd.ts': '',
      'e.ts': "import './a'",
    })
    expect(circlesOf(graph)).toEqual([['a.ts', 'b.tsx', 'c.ts']])
  })
  test('a file that imports itself', () => {
    expect(circlesOf(files({ 'a.ts': "import './a'" }))).toEqual([['a.ts']])
  })
})

const drawing = `
## Rooms

\`\`\`
app/            pages
lib/top/        reasoning
lib/top/low.ts  one file below its folder
lib/*.ts        ground floor
lib/text/       text; pure
\`\`\`
`

describe('rooms', () => {
  const rooms = roomsIn(drawing)
  test.each([
    ['app/page.tsx', 'app/'],
    ['lib/top/a.ts', 'lib/top/'],
    ['lib/top/deep/a.ts', 'lib/top/'],
    ['lib/top/low.ts', 'lib/top/low.ts'],
    ['lib/env.ts', 'lib/*.ts'],
    ['lib/other/a.ts', undefined],
  ])('%s is in %s', (path, room) => {
    expect(roomOf(path, rooms)?.path).toBe(room)
  })
  test('imports run down; what runs up, or is in no room, is named', () => {
    const graph = files({
      'app/page.ts': "import '@/lib/top/a'\nimport '@/lib/text/b'",
      'lib/top/a.ts': "import './low'\nimport './b'",
      'lib/top/b.ts': "import './a'",
      'lib/top/low.ts': "import type { A } from './a'",
      'lib/text/b.ts': "import('@/lib/env')",
      'lib/env.ts': '',
      'lib/other/c.ts': '',
    })
    expect(upwardIn(graph, rooms)).toEqual({
      upward: [
        { from: 'lib/top/low.ts', to: 'lib/top/a.ts' },
        { from: 'lib/text/b.ts', to: 'lib/env.ts' },
      ],
      homeless: ['lib/other/c.ts'],
    })
  })
})

test('a pure room imports nothing that runs', () => {
  const rooms = roomsIn(drawing)
  const text = "import { z } from 'zod'\nimport { join } from 'node:path'\nimport fs from 'fs'"
  const sources = ['lib/text/a.ts', 'lib/top/a.ts'].map((path) => ({ path, text }))
  expect(impureIn(sources, rooms)).toEqual([
    { from: 'lib/text/a.ts', to: 'node:path' },
    { from: 'lib/text/a.ts', to: 'fs' },
  ])
})

test('server code reaches the browser by a value, not by a type', () => {
  const graph = files({
    'components/a.tsx': "import '@/lib/b'\nimport type { T } from '@/lib/aws/types'",
    'lib/b.ts': "import { run } from '@/lib/aws/run'",
    'lib/aws/run.ts': '',
    'lib/aws/types.ts': '',
  })
  const isServer = (path: string) => path.startsWith('lib/aws/')
  expect(leaksIn(graph, { isClient: (path) => path === 'components/a.tsx', isServer })).toEqual([
    { from: 'lib/b.ts', to: 'lib/aws/run.ts' },
  ])
})

describe('this repository', () => {
  const contributing = readFileSync('CONTRIBUTING.md', 'utf8')
  const sources = productSources()
  const problemsWith = (...planted: Source[]) => {
    const paths = planted.map(({ path }) => path)
    const others = sources.filter(({ path }) => !paths.includes(path))
    return checkRooms([...others, ...planted], contributing).problems
  }
  test('has no circle, no import that runs up, and no server code in the browser', () => {
    expect(problemsWith()).toEqual([])
  })
  test('a planted circle is named', () => {
    const one = { path: 'lib/text/one.ts', text: "import type { Two } from './two'" }
    const two = { path: 'lib/text/two.ts', text: "export type Two = typeof import('./one')" }
    expect(problemsWith(one, two)).toEqual(['circle: lib/text/one.ts → lib/text/two.ts'])
  })
  test('a planted upward import is named', () => {
    const up = { path: 'lib/text/up.ts', text: "import type { Env } from '@/lib/env'" }
    expect(problemsWith(up)).toEqual(['runs up: lib/text/up.ts → lib/env.ts'])
  })
  test('a component that imports server code is named', () => {
    const text = "// why\n'use client'\nimport { run } from '@/lib/aws/run'"
    expect(problemsWith({ path: 'components/shell/card.tsx', text })).toEqual([
      'server code in a component: components/shell/card.tsx → lib/aws/run.ts',
      'server code for the browser: components/shell/card.tsx → lib/aws/run.ts',
    ])
    const typeOnly = "import type { run } from '@/lib/aws/run'"
    expect(problemsWith({ path: 'components/shell/card.tsx', text: typeOnly })).toEqual([
      'server code in a component: components/shell/card.tsx → lib/aws/run.ts',
    ])
  })
  test('a product file that imports a test is named', () => {
    const text = "import { visitors } from '@/e2e/visitors'"
    expect(problemsWith({ path: 'lib/text/stray.ts', text })).toEqual([
      'imports no source of the product: lib/text/stray.ts → @/e2e/visitors',
    ])
  })
})
