import { newPathPattern, segmentFits, segmentsOf } from './path-pattern'
import type { Match } from './steps'

/** Whether a segment may fit both; said too often rather than too rarely. */
function segmentsMeet(a: string, b: string): boolean {
  if (!a.includes('*')) return segmentFits(b, a)
  if (!b.includes('*')) return segmentFits(a, b)
  const [headA = '', headB = ''] = [a, b].map((text) => text.slice(0, text.indexOf('*')))
  const [tailA = '', tailB = ''] = [a, b].map((text) => text.slice(text.lastIndexOf('*') + 1))
  return (
    (headA.startsWith(headB) || headB.startsWith(headA)) &&
    (tailA.endsWith(tailB) || tailB.endsWith(tailA))
  )
}

function patternsMeet(a: readonly string[], b: readonly string[]): boolean {
  const [first, ...restA] = a
  const [other, ...restB] = b
  if (first === '**') return patternsMeet(restA, b) || (b.length > 0 && patternsMeet(a, restB))
  if (other === '**') return patternsMeet(a, restB) || (a.length > 0 && patternsMeet(restA, b))
  if (first === undefined || other === undefined) return first === other
  return segmentsMeet(first, other) && patternsMeet(restA, restB)
}

function pathsMeet(a: string, b: string): boolean {
  const [one, two] = [newPathPattern(a), newPathPattern(b)]
  if (one.literals) return two.matches(one.literals[0] ?? '')
  if (two.literals) return one.matches(two.literals[0] ?? '')
  return patternsMeet(segmentsOf(a), segmentsOf(b))
}

/** Whether a request may fit both, whatever it is answered. A parameter is taken to be there once. */
export function mayOverlap(a: Match, b: Match): boolean {
  if (a.method !== undefined && b.method !== undefined && a.method !== b.method) return false
  if (a.path !== undefined && b.path !== undefined && !pathsMeet(a.path, b.path)) return false
  return Object.entries(a.query ?? {}).every(([name, value]) => {
    const other = b.query?.[name]
    return other === undefined || other === '*' || value === '*' || value === other
  })
}
