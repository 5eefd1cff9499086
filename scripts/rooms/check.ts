import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import {
  circlesOf,
  graphOf,
  impureIn,
  isClientFile,
  leaksIn,
  roomOf,
  roomsIn,
  type Source,
  strayIn,
  upwardIn,
} from './import-graph'

const isTest = (path: string) =>
  /\.(test|test-d|story)\.tsx?$|^public\/|\/testdata\/|^e2e\//.test(path)
const isServer = (path: string) => /^lib\/(aws|local|demo)\/|^lib\/env\.ts$/.test(path)

/** The sources of the product, without its tests. */
export function productSources(): Source[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    encoding: 'utf8',
  })
  return listed
    .split('\0')
    .filter((path) => /\/.*\.[cm]?[jt]sx?$/.test(path) && !isTest(path) && existsSync(path))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }))
}

/** Checks imports against the rooms that CONTRIBUTING draws. */
export function checkRooms(sources: readonly Source[], contributing: string) {
  const rooms = roomsIn(contributing)
  const graph = graphOf(sources)
  const clients = new Set(sources.filter(isClientFile).map(({ path }) => path))
  const circles = circlesOf(graph)
  const { upward, homeless } = upwardIn(graph, rooms)
  const leaks = leaksIn(graph, { isClient: (path) => clients.has(path), isServer })
  const impure = impureIn(sources, rooms)
  // Scripts may run what tests use.
  const stray = strayIn(sources.filter(({ path }) => !path.startsWith('scripts/')))
  const serverInComponents = [...graph].flatMap(([from, targets]) =>
    from.startsWith('components/')
      ? [...targets.keys()].filter(isServer).map((to) => ({ from, to }))
      : [],
  )
  const empty = rooms.filter((room) => !sources.some(({ path }) => roomOf(path, rooms) === room))
  const problems = [
    ...circles.map((members) => `circle: ${members.join(' → ')}`),
    ...upward.map(({ from, to }) => `runs up: ${from} → ${to}`),
    ...homeless.map((path) => `in no room of CONTRIBUTING.md: ${path}`),
    ...empty.map(({ path }) => `CONTRIBUTING.md draws an empty room: ${path}`),
    ...impure.map(({ from, to }) => `not allowed in a pure room: ${from} → ${to}`),
    ...stray.map(({ from, to }) => `imports no source of the product: ${from} → ${to}`),
    ...serverInComponents.map(({ from, to }) => `server code in a component: ${from} → ${to}`),
    ...leaks.map(({ from, to }) => `server code for the browser: ${from} → ${to}`),
  ]
  const imports = [...graph.values()].reduce((sum, targets) => sum + targets.size, 0)
  const summary = `${graph.size} files in ${rooms.length} rooms, ${imports} imports: ${circles.length} circles, ${upward.length} run up`
  return { problems, summary }
}
