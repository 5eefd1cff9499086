// Next evaluates modules once per entry; this exists once a process.
const key = Symbol.for('cafewatch.outlines')
const holder = globalThis as { [key]?: string }

export const elementId = 'outlines'
/** All that has a shape. */
export const landsId = 'lands'
export const idOf = (code: string): string => `land-${code}`
/** How many of the outlines' own units are a pixel of the map: whole numbers are short. */
export const perPixel = 4

/** Says once, before pages are drawn that show the world, what it looks like: SVG with the ids above. */
export function setOutlines(svg: string): void {
  holder[key] = svg
}

/** The world's outlines. The browser has them from the page: they are in no script, and in the HTML once. */
export function outlines(): string {
  // Read once: React may draw the element anew that they are read from.
  if (typeof document !== 'undefined')
    holder[key] ??= document.getElementById(elementId)?.innerHTML ?? ''
  return holder[key] ?? ''
}

const codesOf = (element: 'path' | 'circle') =>
  [...outlines().matchAll(new RegExp(`<${element} id="${idOf('(\\w\\w)')}"`, 'g'))].map(
    ([, code = '']) => code,
  )

/** The alpha-2 codes of the countries that have a shape, and of those too small for one, which have a dot. */
export const outlined = () => ({
  shapes: new Set(codesOf('path')),
  dots: new Set(codesOf('circle')),
})
