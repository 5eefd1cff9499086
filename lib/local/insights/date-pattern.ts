import { MalformedQuery, type Span } from './malformed'

const letters: [RegExp, string][] = [
  [/^yyyy|^uuuu/, '%Y'],
  [/^yy/, '%y'],
  [/^MMMM/, '%B'],
  [/^MMM/, '%b'],
  [/^MM?/, '%m'],
  [/^dd?/, '%d'],
  [/^DDD/, '%j'],
  [/^HH?/, '%H'],
  [/^hh?/, '%I'],
  [/^mm?/, '%M'],
  [/^ss?/, '%S'],
  [/^SSS(?!S)/, '%g'],
  [/^S{6}/, '%f'],
  [/^S{9}/, '%n'],
  [/^a/, '%p'],
  [/^EEEE/, '%A'],
  [/^E{1,3}/, '%a'],
  [/^XXX|^XX|^X|^xxx|^Z/, '%z'],
]

/** A pattern of Java's DateTimeFormatter as DuckDB's strptime reads it. */
export function javaPattern(pattern: string, span: Span): string {
  let made = ''
  for (let rest = pattern; rest !== ''; ) {
    const quoted = /^'((?:[^']|'')*)'/.exec(rest)
    if (quoted) {
      made += (quoted[1] === '' ? "'" : (quoted[1] ?? '').replaceAll("''", "'")).replaceAll(
        '%',
        '%%',
      )
      rest = rest.slice(quoted[0].length)
      continue
    }
    const letter = letters.find(([start]) => start.test(rest))
    if (letter) {
      made += letter[1]
      rest = rest.replace(letter[0], '')
      continue
    }
    const [char = ''] = rest
    if (/[A-Za-z]/.test(char))
      throw new MalformedQuery(`the date pattern has an unknown letter ${char}`, span)
    made += char === '%' ? '%%' : char
    rest = rest.slice(1)
  }
  return made
}
