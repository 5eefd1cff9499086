import { newLineReader } from '../line-reader'
import { type Declaration, declaredFormat } from './declare'

const maxTextLength = 80
// Log text may contain control characters, which a terminal would obey.
const shown = (given: string) => {
  const text = given.replace(/\p{Cc}/gu, '\ufffd')
  return text.length > maxTextLength ? `${text.slice(0, maxTextLength)}…` : text
}

/** How a declared format fits the first lines of a file, and what each of its directives caught in the first. */
export function fitSentence(declaration: Declaration, lines: readonly string[]): string {
  const format = declaredFormat(declaration)
  const reader = newLineReader({ formats: [format], clock: Date.now })
  const fitting = lines.filter((line) => reader.read(line).kind === 'request').length
  const summary = `LOG_FORMAT fits ${fitting === 0 ? 'none' : fitting} of the first ${lines.length} lines.`
  const [first] = lines
  if (!('fit' in format) || first === undefined) return summary
  const { caught, expected } = format.fit(first)
  const texts = caught.map(({ directive, text }) => `${directive} = ${shown(text)}`)
  const then = expected === null ? '' : `; then "${expected}" was expected`
  return `${summary} In the first: ${texts.join(', ') || 'nothing'}${then}.`
}
