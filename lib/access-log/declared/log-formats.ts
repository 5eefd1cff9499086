import type { Format } from '../format'
import { formats } from '../formats'
import { type Declaration, declaredFormat } from './declare'

/** The declared formats: one for all files, others for some paths, in which `*` stands for any name. */
export interface LogFormats {
  all: Declaration | null
  byPath: readonly (readonly [path: string, format: Declaration])[]
}

export const noLogFormats: LogFormats = { all: null, byPath: [] }

const matches = (pattern: string, path: string) =>
  new RegExp(`^${pattern.replace(/[\\^$.+?()[\]{}|/]/g, '\\$&').replaceAll('*', '[^/]*')}$`).test(
    path,
  )

/** The declaration for a file; null when there is none. */
export const declarationFor = (path: string, { all, byPath }: LogFormats): Declaration | null =>
  byPath.find(([pattern]) => matches(pattern, path))?.[1] ?? all

/** The formats that the lines of a file may have, in the order in which they are tried. */
export function formatsFor(path: string, declared: LogFormats): readonly Format[] {
  const declaration = declarationFor(path, declared)
  return declaration === null ? formats : [declaredFormat(declaration), ...formats]
}
