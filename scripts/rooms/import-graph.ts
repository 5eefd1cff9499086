import { builtinModules } from 'node:module'
import { dirname, join } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'

export interface Import {
  specifier: string
  /** Nothing of it is left in the built code. */
  typeOnly: boolean
}

export interface Source {
  /** Relative to the repository, with slashes. */
  path: string
  text: string
}

/** A file's imports from other files of the repository, by their paths. */
export type Graph = ReadonlyMap<string, ReadonlyMap<string, { typeOnly: boolean }>>

interface Node {
  type: string
  value?: unknown
  expressions?: unknown[]
  quasis?: { value: { cooked: string | null } }[]
}

/** The text of a string or of a template without holes. */
function textIn({ type, value, expressions, quasis }: Node): string | undefined {
  if (type === 'Literal' && typeof value === 'string') return value
  if (type === 'TemplateLiteral' && expressions?.length === 0)
    return quasis?.[0]?.value.cooked ?? undefined
  return undefined
}

/** Several checks ask for the imports of a file, which take most of their time. */
const known = new WeakMap<Source, readonly Import[]>()

/** Every import of a file: static, `import type`, `export … from`, `import()`, `typeof import()` and `require`. */
export function importsOf(source: Source): readonly Import[] {
  const imports = known.get(source) ?? importsIn(source)
  known.set(source, imports)
  return imports
}

function importsIn({ path, text }: Source): Import[] {
  const { module, program } = parseSync(path, text)
  const found: Import[] = []
  for (const { moduleRequest, entries } of module.staticImports) {
    const typeOnly = entries.length > 0 && entries.every(({ isType }) => isType)
    found.push({ specifier: moduleRequest.value, typeOnly })
  }
  for (const { moduleRequest, isType } of module.staticExports.flatMap(({ entries }) => entries))
    if (moduleRequest) found.push({ specifier: moduleRequest.value, typeOnly: isType })
  new Visitor({
    ImportExpression({ source }) {
      const specifier = textIn(source)
      if (specifier !== undefined) found.push({ specifier, typeOnly: false })
    },
    CallExpression({ callee, arguments: [source] }) {
      const specifier = source && textIn(source)
      if (callee.type === 'Identifier' && callee.name === 'require' && specifier !== undefined)
        found.push({ specifier, typeOnly: false })
    },
    TSImportType({ source }) {
      found.push({ specifier: source.value, typeOnly: true })
    },
    TSExternalModuleReference({ expression }) {
      found.push({ specifier: expression.value, typeOnly: false })
    },
  }).visit(program)
  return found
}

const endings = ['', '.ts', '.tsx', '.js', '/index.ts', '/index.tsx']

/** The file of the repository that an import names; null for a package, undefined when there is none. */
function targetOf(path: string, specifier: string, paths: ReadonlySet<string>) {
  if (!/^(@\/|\.)/.test(specifier)) return null
  const base = specifier.startsWith('@/') ? specifier.slice(2) : join(dirname(path), specifier)
  // What is written as .js may be .ts.
  return [base, base.replace(/\.js$/, '')]
    .flatMap((one) => endings.map((ending) => `${one}${ending}`))
    .find((file) => paths.has(file))
}

export function graphOf(sources: readonly Source[]): Graph {
  const paths = new Set(sources.map(({ path }) => path))
  const graph = new Map<string, Map<string, { typeOnly: boolean }>>()
  for (const source of sources) {
    const targets = new Map<string, { typeOnly: boolean }>()
    for (const { specifier, typeOnly } of importsOf(source)) {
      const target = targetOf(source.path, specifier, paths)
      if (!target) continue
      const before = targets.get(target)
      targets.set(target, { typeOnly: typeOnly && (before?.typeOnly ?? true) })
    }
    graph.set(source.path, targets)
  }
  return graph
}

/** Groups of files that import each other, each as its members in order (Tarjan's algorithm). */
export function circlesOf(graph: Graph): string[][] {
  const order = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const circles: string[][] = []
  const visit = (path: string) => {
    order.set(path, order.size)
    low.set(path, order.size - 1)
    stack.push(path)
    const lower = (to: number) => low.set(path, Math.min(low.get(path) ?? to, to))
    for (const target of graph.get(path)?.keys() ?? []) {
      if (!order.has(target)) {
        visit(target)
        lower(low.get(target) ?? 0)
      } else if (stack.includes(target)) lower(order.get(target) ?? 0)
    }
    if (low.get(path) !== order.get(path)) return
    const members = stack.splice(stack.indexOf(path)).sort()
    if (members.length > 1 || graph.get(path)?.has(path)) circles.push(members)
  }
  for (const path of graph.keys()) if (!order.has(path)) visit(path)
  return circles
}

export interface Room {
  /** A folder with its slash, a file, or `lib/*.ts` for loose files. */
  path: string
  /** Imports nothing that runs. */
  pure: boolean
}

/** The rooms that CONTRIBUTING draws, from the top down. */
export function roomsIn(contributing: string): Room[] {
  const drawn = contributing.match(/^## Rooms\n[\s\S]*?\n```\n([\s\S]*?)\n```/m)?.[1] ?? ''
  return drawn.split('\n').flatMap((line) => {
    const path = line.match(/^\S+/)?.[0]
    return path === undefined ? [] : [{ path, pure: /\bpure$/.test(line) }]
  })
}

/** The room of a file: the one that names it most closely. */
export function roomOf(file: string, rooms: readonly Room[]): Room | undefined {
  const holds = ({ path }: Room) => {
    if (path.endsWith('/')) return file.startsWith(path)
    return path.endsWith('/*.ts') ? `${dirname(file)}/*.ts` === path : file === path
  }
  const closeness = ({ path }: Room) => (path.endsWith('*.ts') ? dirname(path).length : path.length)
  return rooms.filter(holds).sort((a, b) => closeness(b) - closeness(a))[0]
}

export interface Arrow {
  from: string
  to: string
}

/** Imports that run up, and files in no room. */
export function upwardIn(graph: Graph, rooms: readonly Room[]) {
  const floor = (path: string) => {
    const room = roomOf(path, rooms)
    return room === undefined ? undefined : rooms.indexOf(room)
  }
  const upward: Arrow[] = []
  for (const [from, targets] of graph)
    for (const to of targets.keys())
      if ((floor(to) ?? 0) < (floor(from) ?? 0)) upward.push({ from, to })
  return { upward, homeless: [...graph.keys()].filter((path) => floor(path) === undefined) }
}

/** Server files that a browser would load, since a client component imports them for more than their types. */
export function leaksIn(
  graph: Graph,
  { isClient, isServer }: Record<'isClient' | 'isServer', (path: string) => boolean>,
): Arrow[] {
  const leaks: Arrow[] = []
  const seen = new Set<string>()
  const walk = (from: string) => {
    if (seen.has(from)) return
    seen.add(from)
    for (const [to, { typeOnly }] of graph.get(from) ?? []) {
      if (typeOnly) continue
      if (isServer(to)) leaks.push({ from, to })
      else walk(to)
    }
  }
  for (const path of graph.keys()) if (isClient(path)) walk(path)
  return leaks
}

/** Imports of something that is no source of the product: a test, or a file that is not there. */
export function strayIn(sources: readonly Source[]): Arrow[] {
  const paths = new Set(sources.map(({ path }) => path))
  return sources.flatMap((source) =>
    importsOf(source)
      .filter(({ specifier }) => !/\.(css|json)$/.test(specifier))
      .filter(({ specifier }) => targetOf(source.path, specifier, paths) === undefined)
      .map(({ specifier }) => ({ from: source.path, to: specifier })),
  )
}

const runs =
  /^(node:|next\b|react|recharts|@aws-sdk\/|@smithy\/|@duckdb\/|@tanstack\/|maxmind|nodemailer|tinyglobby)/
const isNode = (specifier: string) => builtinModules.includes(specifier)

/** Imports of something that runs, in rooms that are pure. */
export const impureIn = (sources: readonly Source[], rooms: readonly Room[]): Arrow[] =>
  sources
    .filter(({ path }) => roomOf(path, rooms)?.pure)
    .flatMap((source) =>
      importsOf(source)
        .filter(({ specifier }) => runs.test(specifier) || isNode(specifier))
        .map(({ specifier }) => ({ from: source.path, to: specifier })),
    )

/** Whether a file begins with the directive `use client`. */
export const isClientFile = ({ path, text }: Source): boolean =>
  parseSync(path, text).program.body.some(
    (node) => 'directive' in node && node.directive === 'use client',
  )
