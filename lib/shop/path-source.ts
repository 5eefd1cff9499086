import { escaped } from './escaped'
import { isSegmentsStar, type PathPattern } from './path-pattern'

function segmentSource(segment: string): string {
  if (segment === '**') return '(?:/[^/]*)*'
  if (segment === '*') return '/[^/]+'
  return `/${segment.split('*').map(escaped).join('[^/]*')}`
}

const joined = (segments: readonly string[]) => segments.map(segmentSource).join('')

/** Paths of which one must fit, as a regular expression for RE2. */
export function pathsSource(patterns: readonly PathPattern[]): string {
  const all = patterns.map(({ segments }) => segments)
  const [first = []] = all
  if (all.some((segments) => segments.length > 0 && segments.every(isSegmentsStar))) return '^/'
  if (all.some((segments) => segments.length === 0)) throw new Error('The path / has no star.')
  // What they have in common at the beginning is written once, so that a query stays short.
  const common = first.findIndex((part, at) => all.some((segments) => segments[at] !== part))
  const shared = common === -1 ? first.length : common
  const rests = all.map((segments) => joined(segments.slice(shared)))
  const rest = rests.length > 1 ? `(?:${rests.join('|')})` : (rests[0] ?? '')
  return `^${joined(first.slice(0, shared))}${rest}/?$`
}
