// JavaScript, as `start.js` is: it is read before anything that could take TypeScript.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** What is built: the folder, a file that it holds when it is whole, and the sources. */
export const pages = {
  folder: '.next',
  holds: 'BUILD_ID',
  sources: [
    'app',
    'components',
    'lib',
    'public',
    'next.config.js',
    'package-lock.json',
    'tsconfig.json',
  ],
}
/** Of the sources of the pages as well. */
export const server = { folder: '.server', holds: 'start.js', sources: ['scripts'] }

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesOf(path) {
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

/** Says of pages and server which sources are there for them now. */
export function fingerprints() {
  const hash = createHash('sha256')
  /** @param {string[]} sources */
  const add = (sources) => {
    for (const file of sources.flatMap(filesOf)) hash.update(file).update(readFileSync(file))
    return hash.copy().digest('hex')
  }
  return { pages: add(pages.sources), server: add(server.sources) }
}

/** The file of a build that says what it was built from. */
export const stampIn = (/** @type {string} */ folder) => join(folder, 'built-from')

/**
 * @param {typeof pages} build
 * @param {string} wanted a fingerprint
 */
export function isBuilt({ folder, holds }, wanted) {
  const stamp = stampIn(folder)
  return (
    existsSync(stamp) && existsSync(join(folder, holds)) && readFileSync(stamp, 'utf8') === wanted
  )
}

/** Whether pages and server are built from the sources that are there now. */
export function isAllBuilt() {
  const wanted = fingerprints()
  return isBuilt(pages, wanted.pages) && isBuilt(server, wanted.server)
}
