import { basename, dirname, extname, join } from 'node:path'

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

const date = String.raw`[._-](?:\d[\d._T:-]*\d|\d|old)`
const compressed = String.raw`(?:\.(?:gz|zst|bz2|xz))?`

/** Tells the names under which rotation puts the older files of a path: numbered or dated, compressed or not. */
function siblingNames(path: string): RegExp {
  const name = basename(path)
  const extension = extname(name)
  const stem = escaped(name.slice(0, name.length - extension.length))
  const end = escaped(extension)
  return new RegExp(`^${stem}(?:${end}${date}|${date}${end})${compressed}$`)
}

/** The paths among the names of its folder that are siblings of a path. */
export const siblingsOf = (path: string, names: readonly string[]) => {
  const pattern = siblingNames(path)
  return names.filter((name) => pattern.test(name)).map((name) => join(dirname(path), name))
}

/** Tells whether a path is this one or a sibling of it. */
export const isOf = (path: string) => {
  const pattern = siblingNames(path)
  return (other: string) =>
    other === path || (dirname(other) === dirname(path) && pattern.test(basename(other)))
}
