/** Whether this runs as JavaScript that was bundled into one folder: from a package, or as a checkout starts. */
export const isBundled = !import.meta.url.endsWith('.ts')

/** A program that was bundled beside this one; null where it runs from its sources. */
export const bundledProgram = (name: string): URL | null =>
  isBundled ? new URL(`./${name}.js`, import.meta.url) : null
