import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'

/** Where in a build the files lie that name others by their address. */
const hasAddresses = /^(?:server(?:\/app(?:\/.*)?)?|static(?:\/chunks)?)$/
/** What the pages ask for, as the server says it, and the script that asks for what comes later. */
const addresses = /_client-reference-manifest\.js$|^turbopack-[^/]+\.js$/
const ofNext = '"/_next/'

/** Makes a folder like a build, of links, where those files have their addresses under a path. How many these are. */
function mirror(from: string, into: string, basePath: string, within = ''): number {
  mkdirSync(into, { recursive: true })
  let count = 0
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(into, entry.name)]
    const path = within === '' ? entry.name : `${within}/${entry.name}`
    if (entry.isDirectory() && hasAddresses.test(path))
      count += mirror(source, target, basePath, path)
    else if (entry.isFile() && addresses.test(entry.name)) {
      const text = readFileSync(source, 'utf8')
      writeFileSync(target, text.replaceAll(ofNext, `"${basePath}/_next/`))
      if (text.includes(ofNext)) count += 1
    } else symlinkSync(source, target)
  }
  return count
}

const buildIn = (folder: string): string | null => {
  try {
    return readFileSync(join(folder, 'BUILD_ID'), 'utf8').trim()
  } catch {
    return null
  }
}

/** Removes the folders of builds that are not there any more. */
function removeOutdated(all: string): void {
  if (!existsSync(all)) return
  for (const name of readdirSync(all)) {
    const folder = join(all, name)
    if (buildIn(join(folder, '.next')) !== name.split('.', 1)[0])
      rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * The folder of the built pages with every address in them under a path, as a build for that path would have
 * it: Next writes some of them down while it builds, and a package is built once for everybody.
 */
export function pagesUnder(basePath: string, product: string, dataDir: string): string {
  const build = resolve(product, '.next')
  const all = resolve(dataDir, 'built-pages')
  const path = createHash('sha256').update(`${build} ${basePath}`).digest('hex').slice(0, 8)
  // Another server may serve its pages from beside it, or these very ones.
  const folder = join(all, `${buildIn(build)}.${path}`)
  removeOutdated(all)
  if (existsSync(folder)) return folder
  const fresh = `${folder}.${process.pid}`
  const count = mirror(build, join(fresh, '.next'), basePath)
  if (count === 0)
    throw new Error(
      `No addresses were found in ${build}: this Next builds otherwise than expected.`,
    )
  symlinkSync(resolve(product, 'public'), join(fresh, 'public'))
  try {
    renameSync(fresh, folder)
  } catch (error) {
    // Another server was faster.
    rmSync(fresh, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
  return folder
}
