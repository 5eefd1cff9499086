import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { globSync } from 'tinyglobby'

/** What a build leaves behind that no page needs. */
const leftOut =
  /^\.next\/(?:cache|diagnostics|dev|standalone|types|trace|turbopack|built-from)|\.(?:map|nft\.json)$/

/** Draws pictures smaller, which no page asks for, and is as big as all the rest. */
const isPictures = (path: string) => /^node_modules\/(?:@img|sharp)\//.test(path)

/** The files of packages that Next names in the traces that its build writes. */
function tracedFiles(): string[] {
  const traces = globSync(['.next/*.nft.json', '.next/server/**/*.nft.json'], { dot: true })
  const traced = traces.flatMap((trace) =>
    (JSON.parse(readFileSync(trace, 'utf8')) as { files: string[] }).files.map((file) =>
      join(dirname(trace), file),
    ),
  )
  return [...new Set(traced)].filter(
    (path) => path.startsWith('node_modules/') && !isPictures(path) && existsSync(path),
  )
}

/** Copies the built pages, what serves them, and their public files into a folder. */
export function copyPages(folder: string): void {
  for (const path of tracedFiles()) {
    if (statSync(path).isDirectory()) continue
    mkdirSync(join(folder, dirname(path)), { recursive: true })
    cpSync(path, join(folder, path), { dereference: true })
  }
  cpSync('.next', join(folder, '.next'), {
    recursive: true,
    // A link of the build leads to a package beside it, wherever the package is unpacked.
    verbatimSymlinks: true,
    filter: (path) => !leftOut.test(path),
  })
  // Next writes down where it built, which is nobody's business elsewhere.
  for (const name of ['json', 'js'].map((end) => join('.next', `required-server-files.${end}`)))
    if (existsSync(name))
      writeFileSync(join(folder, name), readFileSync(name, 'utf8').replaceAll(process.cwd(), '.'))
  cpSync('public', join(folder, 'public'), { recursive: true })
}
