import { matchAt } from '@/lib/text/cursor'
import { type Span, TextProblem } from '@/lib/text/problem'

/** A rule of a composite alarm that cannot be read; the message names the position. */
export class RuleProblem extends TextProblem {
  constructor(problem: string, span: Span) {
    super(`Error in AlarmRule: ${problem} (at character ${span.start + 1})`, span)
  }
}

export type Token = Span & { kind: 'word' | 'quoted' | 'mark' | 'end'; text: string }

const quoted = String.raw`(?<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')`
const token = new RegExp(
  String.raw`\s*(?:(?<mark>[()])|${quoted}|(?<word>[^\s()"']+)|(?<open>["'])|$)`,
  'sy',
)
// A name may have a comma; where names are listed it must stand in quotes.
const tokenInList = new RegExp(
  String.raw`\s*(?:(?<mark>[(),])|${quoted}|(?<word>[^\s()"',]+)|(?<open>["'])|$)`,
  'sy',
)

function tokenAt(text: string, from: number, pattern: RegExp): Token {
  const found = matchAt(pattern, text, from)
  const { mark, quoted, word, open } = found?.groups ?? {}
  const end = from + (found?.[0].length ?? 0)
  const written = mark ?? quoted ?? word ?? open ?? ''
  const span = { start: end - written.length, end }
  if (open !== undefined) throw new RuleProblem('a name in quotes does not end', span)
  if (mark !== undefined) return { kind: 'mark', text: mark, ...span }
  if (word !== undefined) return { kind: 'word', text: word, ...span }
  if (quoted === undefined) return { kind: 'end', text: '', ...span }
  return { kind: 'quoted', text: quoted.slice(1, -1).replace(/\\(.)/gs, '$1'), ...span }
}

export const atLeast = 'AT_LEAST'

/** Gives the tokens of a rule one after another. Throws {@link RuleProblem}. */
export function newLexer(text: string): (from: number) => Token {
  // How many parentheses of an AT_LEAST(…) are open.
  let depth = 0
  let begins = false
  return (from) => {
    const found = tokenAt(text, from, depth > 0 ? tokenInList : token)
    const { kind } = found
    if (kind === 'mark' && found.text === '(' && (begins || depth > 0)) depth += 1
    if (kind === 'mark' && found.text === ')' && depth > 0) depth -= 1
    begins = kind === 'word' && found.text === atLeast
    return found
  }
}
