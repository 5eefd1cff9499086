/** Whether this runs from a package: there the sources are bundled into one folder, as JavaScript. */
export const isPackaged = !import.meta.url.endsWith('.ts')

/** A program that a package has ready beside this one; null where it runs from its sources. */
export const packagedProgram = (name: string): URL | null =>
  isPackaged ? new URL(`./${name}.js`, import.meta.url) : null
