import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { circlesOf, graphOf, leaksIn, roomOf, roomsIn, upwardIn } from './rooms/import-graph'

// Holds the imports of the product against the rooms that CONTRIBUTING draws.
const isProduct = (path: string) =>
  /\/.*\.(ts|tsx)$/.test(path) && !/\.(test|test-d|story)\.tsx?$|\/testdata\/|^e2e\//.test(path)
const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
  encoding: 'utf8',
})
const sources = tracked
  .split('\0')
  .filter((path) => isProduct(path) && existsSync(path))
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }))
const rooms = roomsIn(readFileSync('CONTRIBUTING.md', 'utf8'))
const graph = graphOf(sources)
const clients = new Set(
  sources.filter(({ text }) => /^'use client'/.test(text)).map(({ path }) => path),
)

const circles = circlesOf(graph)
const { upward, homeless } = upwardIn(graph, rooms)
const leaks = leaksIn(graph, {
  isClient: (path) => clients.has(path),
  isServer: (path) => /^lib\/(aws|local|demo)\/|^lib\/env\.ts$/.test(path),
})
const empty = rooms.filter((room) => !sources.some(({ path }) => roomOf(path, rooms) === room))

const problems = [
  ...circles.map((members) => `circle: ${members.join(' → ')}`),
  ...upward.map(({ from, to }) => `runs up: ${from} → ${to}`),
  ...homeless.map((path) => `stands in no room of CONTRIBUTING.md: ${path}`),
  ...empty.map((room) => `CONTRIBUTING.md draws an empty room: ${room}`),
  ...leaks.map(({ from, to }) => `server code for the browser: ${from} → ${to}`),
]
for (const problem of problems) console.error(problem)
const imports = [...graph.values()].reduce((sum, targets) => sum + targets.size, 0)
console.log(
  `${graph.size} files in ${rooms.length} rooms, ${imports} imports: ${circles.length} circles, ${upward.length} run up`,
)
if (problems.length > 0) process.exitCode = 1
