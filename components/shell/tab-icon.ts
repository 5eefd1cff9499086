export type Tone = 'calm' | 'trouble' | 'unknown'

interface Drawing {
  name: string
  colour: string
  onDark: string
  /** What stands on the cup: tones differ by more than colour. */
  sign: string
}

const drawings: Record<Tone, Drawing> = {
  calm: {
    name: 'calm',
    colour: '#2a6748',
    onDark: '#7cc39d',
    sign: '<path d="M7 14l4.5 5 8-9.5" stroke-width="3.6"/>',
  },
  trouble: {
    name: 'trouble',
    colour: '#b3261e',
    onDark: '#ff8a80',
    sign: '<path d="M13 7v9M13 19.5v4" stroke-width="4"/>',
  },
  unknown: {
    name: 'not known',
    colour: '#6b6157',
    onDark: '#ab9f93',
    sign: '<path d="M9 11a4 4 0 1 1 5.5 3.7c-1 .4-1.5 1-1.5 2.3M13 20v4" stroke-width="3"/>',
  },
}

const svgOf = ({ name, colour, onDark, sign }: Drawing) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<title>CafeWatch: ${name}</title>
<style>svg{color:${colour}}@media(prefers-color-scheme:dark){svg{color:${onDark}}}</style>
<path d="M2 4h22v14a10 10 0 0 1-10 10h-2a10 10 0 0 1-10-10z" fill="currentColor"/>
<g fill="none"><path d="M23 9h1.6a4 4 0 0 1 4 4v2a4 4 0 0 1-4 4h-2.6" stroke="currentColor" stroke-width="2.8"/>
<g stroke="#fff">${sign}</g></g></svg>`

const scheme = 'data:image/svg+xml,'

/** The tab's icon as an address that holds it: once the server is gone nothing can be fetched from it. */
export const iconOf = (tone: Tone): string => scheme + encodeURIComponent(svgOf(drawings[tone]))

export const isDrawn = (address: string): boolean => address.startsWith(scheme)
