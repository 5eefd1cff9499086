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

/** Whether a path may fit both. From the ends on, each pair of rests once: no input makes it explode. */
function patternsMeet(a: readonly string[], b: readonly string[]): boolean {
  // Whether what follows a segment of `a` meets what follows each segment of `b`.
  let behind: boolean[] = []
  for (let at = a.length; at >= 0; at -= 1) {
    const here: boolean[] = []
    for (let other = b.length; other >= 0; other -= 1) {
      const [one, two] = [a[at], b[other]]
      const [withoutA, withoutB] = [behind[other] === true, here[other + 1] === true]
      here[other] =
        one === '**' || two === '**'
          ? withoutA || withoutB
          : one === undefined || two === undefined
            ? one === two
            : segmentsMeet(one, two) && behind[other + 1] === true
    }
    behind = here
  }
  return behind[0] === true
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
