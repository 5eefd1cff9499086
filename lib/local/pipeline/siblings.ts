import { basename, dirname, extname, join } from 'node:path'

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

const date = String.raw`[._-](?:\d[\d._T:-]*\d|\d|old)`
const compressed = String.raw`(?:\.(?:gz|zst|bz2|xz))?`

/** Tells the names under which rotation puts the older files of a path: numbered or dated, compressed or not. */
function siblingName(path: string): (name: string) => boolean {
  const name = basename(path)
  const extension = extname(name)
  const stem = name.slice(0, name.length - extension.length)
  const end = escaped(extension)
  const rest = new RegExp(`^(?:${end}${date}|${date}${end})${compressed}$`)
  return (other) => other.startsWith(stem) && rest.test(other.slice(stem.length))
}

/** The paths among the names of its folder that are siblings of a path. */
export const siblingsOf = (path: string, names: readonly string[]) =>
  names.filter(siblingName(path)).map((name) => join(dirname(path), name))

/** Tells whether a path is this one or a sibling of it. */
export const isOf = (path: string) => {
  const isSibling = siblingName(path)
  const folder = dirname(path)
  return (other: string) =>
    other === path ||
    (other.startsWith(folder) && dirname(other) === folder && isSibling(basename(other)))
}
