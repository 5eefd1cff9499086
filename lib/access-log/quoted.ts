import { unescapeText } from './json'

/** Where a quoted text that begins at `from` ends: the index of its closing quote; -1 when it never does. */
export function closingQuote(line: string, from: number): number {
  for (let at = line.indexOf('"', from); at !== -1; at = line.indexOf('"', at + 1)) {
    let slashes = 0
    while (line.charCodeAt(at - 1 - slashes) === 92) slashes += 1
    if (slashes % 2 === 0) return at
  }
  return -1
}

/** The text in quotes that begins a text, and what follows it; null when it begins with none. */
export function quotedFirst(text: string): { quoted: string; rest: string } | null {
  if (text.charCodeAt(0) !== 34) return null
  const end = closingQuote(text, 1)
  if (end === -1) return null
  return { quoted: unescapeText(text.slice(1, end)), rest: text.slice(end + 2) }
}

const wideGap = /[ \t]{2,}|\t/g

/** A line with one blank wherever it has several or a tab; what stands in quotes stays as it is. */
export function withSingleBlanks(line: string): string {
  if (!line.includes('\t') && !line.includes('  ')) return line
  const parts: string[] = []
  let from = 0
  for (let quote = line.indexOf('"'); quote !== -1; quote = line.indexOf('"', from)) {
    const end = closingQuote(line, quote + 1)
    if (end === -1) break
    parts.push(line.slice(from, quote).replace(wideGap, ' '), line.slice(quote, end + 1))
    from = end + 1
  }
  return parts.join('') + line.slice(from).replace(wideGap, ' ')
}

export interface Word {
  text: string
  isQuoted: boolean
}

const ends = (line: string, at: number) =>
  at === line.length || line.charCodeAt(at) === 32 || line.charCodeAt(at) === 9

/** The words of a line between blanks; what stands in quotes is one word, without them. */
export function wordsOf(line: string): Word[] {
  const words: Word[] = []
  for (let at = 0; at < line.length; ) {
    if (ends(line, at)) {
      at += 1
      continue
    }
    const quote = line.charCodeAt(at) === 34 ? closingQuote(line, at + 1) : -1
    const isQuoted = quote !== -1 && ends(line, quote + 1)
    let to = at
    if (isQuoted) to = quote + 1
    else while (!ends(line, to)) to += 1
    const text = isQuoted ? unescapeText(line.slice(at + 1, quote)) : line.slice(at, to)
    words.push({ text, isQuoted })
    at = to
  }
  return words
}
