import { type Directive, type Part, type TimePiece, WrongFormat } from './part'

const two = '\\d\\d'
const pieces: Record<string, [TimePiece | null, string]> = {
  Y: ['year', '\\d{4}'],
  m: ['month', two],
  b: ['monthName', '[A-Z][a-z]{2}'],
  h: ['monthName', '[A-Z][a-z]{2}'],
  d: ['day', two],
  e: ['day', '[ \\d]\\d'],
  H: ['hour', two],
  I: ['hour12', two],
  p: ['half', '[AaPp][Mm]'],
  M: ['minute', two],
  S: ['second', two],
  z: ['zone', '[+-]\\d\\d:?\\d\\d|Z'],
  s: ['seconds', '\\d{9,11}'],
  a: [null, '[A-Z][a-z]{2}'],
  A: [null, '[A-Z][a-z]+'],
  j: [null, '\\d{3}'],
  Z: [null, '[A-Za-z]{1,5}'],
}
const whole: Record<string, string> = {
  T: '%H:%M:%S',
  F: '%Y-%m-%d',
  D: '%m/%d/%y',
  R: '%H:%M',
}

// What Apache knows beside strftime.
const ownTimes: Record<string, [TimePiece, string]> = {
  sec: ['seconds', '\\d{9,11}'],
  msec: ['milliseconds', '\\d{12,14}'],
  usec: ['microseconds', '\\d{15,17}'],
  msec_frac: ['msFraction', '\\d{3}'],
  usec_frac: ['usFraction', '\\d{6}'],
}

/** The parts of Apache's `%{format}t`: one of its own words, or a format of strftime. */
export function timeParts(format: string, directive: string): Part[] {
  const text = format.replace(/^(?:begin|end):/, '')
  const own = ownTimes[text]
  if (own) return [{ directive, slot: { time: own[0] }, pattern: own[1] }]
  if (text === 'begin' || text === 'end' || text === '')
    return [{ directive, slot: { time: 'text' }, pattern: '\\[[^\\]]+\\]' }]
  const parts: Part[] = []
  const expanded = text.replace(/%([TFDR])/g, (_, letter: string) => whole[letter] ?? '')
  for (const [found, letter] of expanded.matchAll(/%(.)|[^%]+/gs)) {
    if (letter === undefined || letter === '%') {
      parts.push({ literal: letter ?? found })
      continue
    }
    const piece = pieces[letter]
    if (!piece)
      throw new WrongFormat(`%${letter} in ${directive} is a part of the time that cannot be read`)
    const part: Directive = {
      directive: found === directive ? directive : `${directive} ${found}`,
      slot: piece[0] === null ? null : { time: piece[0] },
      pattern: piece[1],
    }
    parts.push(part)
  }
  return parts
}
