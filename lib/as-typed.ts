// Next evaluates modules once per entry; this exists once a process.
const key = Symbol.for('cafewatch.installed')
const holder = globalThis as { [key]?: boolean }

/** Says once, at the start, that this is an installed package: its commands have a name of their own. */
export function setInstalled(): void {
  holder[key] = true
}

/** The browser has it from the page. */
export const isInstalled = (): boolean =>
  typeof document === 'undefined'
    ? (holder[key] ?? false)
    : document.documentElement.dataset.installed === 'true'

/** A text with our commands as they are typed here: `npm run user -- list` of a checkout, `cafewatch user list` of a package. */
export const asTyped = (text: string): string =>
  isInstalled()
    ? text
        .replace(/\bnpm run (?:--silent )?(?!infra:)([\w:-]+)(?: --(?= ))?/g, 'cafewatch $1')
        .replace(/\bnpm start\b/g, 'cafewatch start')
    : text
