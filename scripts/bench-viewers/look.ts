import { type Agent, request } from 'node:http'

/** How long after asking, ms, and how old what was shown at first, ms. */
export interface Look {
  /** Everything has an answer, of whatever age. */
  shownMs: number
  /** Everything has its newest. */
  newestMs: number
  oldestMs: number
}

/** Tells, of what has come of an answer so far, whether everything has an answer, and the ages of those that are not the newest. */
type Reader = (text: string) => { isShown: boolean; agesMs: number[] }

/** A page's panels stand before the end of its `main`; what has no answer says that it is loading. */
export const readPage: Reader = (text) => {
  const end = text.indexOf('</main>')
  const [, ages = ''] = /agesMs\\":\{([^}]*)\}/.exec(text) ?? []
  return {
    isShown: end >= 0 && !text.slice(0, end).includes('Loading …'),
    agesMs: [...ages.matchAll(/:(\d+)/g)].map(([, ms]) => Number(ms)),
  }
}

export const readLines =
  (words: readonly string[]): Reader =>
  (text) => {
    const lines = [...text.matchAll(/^\{"ask":"([^"]+)",(?:"ageMs":(\d+),)?.*\n/gm)]
    const answered = new Set(lines.map(([, word]) => word))
    return {
      isShown: words.every((word) => answered.has(word)),
      agesMs: lines.flatMap(([, , ms]) => (ms === undefined ? [] : [Number(ms)])),
    }
  }

interface Door {
  port: number
  agent: Agent
}

/** What came, and when after asking, ms. */
export interface Come {
  pieces: { text: string; atMs: number }[]
  endMs: number
}

/** Asks, and reads to the end; null where that fails. */
export const ask = (path: string, { port, agent }: Door) =>
  new Promise<Come | null>((resolve) => {
    const beganMs = performance.now()
    const passedMs = () => performance.now() - beganMs
    const fail = () => resolve(null)
    request({ host: '127.0.0.1', port, path, agent }, (response) => {
      const pieces: Come['pieces'] = []
      response.setEncoding('utf8')
      response.on('data', (text: string) => pieces.push({ text, atMs: passedMs() }))
      response.on('error', fail)
      response.on('end', () =>
        resolve(response.statusCode === 200 ? { pieces, endMs: passedMs() } : null),
      )
    })
      .on('error', fail)
      .end()
  })

export function lookOf({ pieces, endMs }: Come, read: Reader): Look {
  let text = ''
  const shown = pieces.find((piece) => {
    text += piece.text
    return read(text).isShown
  })
  const { agesMs } = read(pieces.map((piece) => piece.text).join(''))
  return { shownMs: shown?.atMs ?? endMs, newestMs: endMs, oldestMs: Math.max(0, ...agesMs) }
}
