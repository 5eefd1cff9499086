import { formats } from '../formats'

/** Numbers from 0 to 1, the same for the same seed. */
function newRandom(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const hostileTexts = [
  '"',
  '\\',
  '\\"',
  '\\x',
  '\\xc3',
  '\\u00',
  '[',
  ']',
  '] "',
  '{',
  '}',
  '{"a":',
  '{"log":"',
  '#Fields: ',
  '#',
  '-',
  ' - - ',
  '\t',
  '\u0000',
  '\u001b[31m',
  '\ufeff',
  '\ud800',
  '😀',
  '%',
  '::',
  '::ffff:1.2.3.4%eth0',
  '999.999.999.999',
  '1e309',
  '-1',
  '9'.repeat(40),
  '31/Feb/2026:25:61:61 +9999',
  '__proto__',
  '"constructor":',
  'stdout P ',
  ' | ',
  '<191>1 ',
  ' '.repeat(300),
  '"'.repeat(100),
]

const prefixes = [
  '<13>Nov 26 09:00:00 web1 nginx: ',
  '<134>1 2026-11-26T09:00:00Z web1 nginx 1 - [a b="c"] ',
  '2026-11-26T09:00:00.000000000Z stdout F ',
  '2026-11-26T09:00:00.000000000Z stdout P ',
  '2026-11-26T09:00:00Z web1 nginx[1]: ',
  '2026-11-26T09:00:00Z ',
  'web-1  | ',
  '[pod/web/nginx] ',
]

/** A few lines of a file, from the samples of all formats, mutated; the same for the same seed. */
export function mutatedLines(seed: number): string[] {
  const random = newRandom(seed)
  const below = (end: number) => Math.floor(random() * end)
  const one = <T>(values: readonly T[]): T => values[below(values.length)] as T
  const samples = () => one(formats).samples
  const mutate = (line: string): string => {
    const [a, b] = [below(line.length + 1), below(line.length + 1)].sort((x, y) => x - y)
    const [from = 0, to = 0] = [a, b]
    const words = line.split(' ')
    switch (below(9)) {
      case 0:
        return line.slice(0, from) + String.fromCharCode(below(256)) + line.slice(from + 1)
      case 1:
        return line.slice(0, from) + line.slice(Math.min(to, from + 1 + below(12)))
      case 2:
        return line.slice(0, from)
      case 3:
        return line.slice(0, from) + one(hostileTexts) + line.slice(from)
      case 4:
        return line.slice(0, from) + one(samples()).slice(below(80))
      case 5: {
        const [left, right] = [below(words.length), below(words.length)]
        const kept = words[left] as string
        words[left] = words[right] as string
        words[right] = kept
        return words.join(' ')
      }
      case 6:
        return line.slice(0, to) + line.slice(from)
      case 7:
        return one(prefixes) + line
      default:
        return random() < 0.5
          ? JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: '2026-11-26T09:00:00Z' })
          : line.replace(/\d+/g, (digits) => (random() < 0.2 ? String(below(1e6)) : digits))
    }
  }
  return Array.from({ length: 1 + below(3) }, samples).flatMap((group) =>
    group.map((line) => {
      let mutated = line
      for (let left = below(5); left > 0; left -= 1) mutated = mutate(mutated)
      return mutated
    }),
  )
}
