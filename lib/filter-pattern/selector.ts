import type { Span } from '@/lib/text/problem'
import type { Selector, Step } from './ast'
import { PatternProblem } from './problem'

const stepAt = /\.\['([^']*)'\]|\[(\d+|\*)\]|\.(\*|[^.[\]*]+)/y

/** Reads `$.a.b[0]`, `$.['x.y']` or `$.a[*]`. Throws {@link PatternProblem}. */
export function readSelector(text: string, { start, end }: Span = { start: 0, end: 0 }): Selector {
  const here = { start, end }
  if (!text.startsWith('$.') && !text.startsWith('$['))
    throw new PatternProblem(`${text} is not a selector such as $.status`, here)
  const steps: Step[] = []
  for (let at = 1; at < text.length; ) {
    stepAt.lastIndex = at
    const found = stepAt.exec(text)
    if (!found) {
      const what = `${text.slice(0, at)} cannot go on with ${text.slice(at)}`
      throw new PatternProblem(what, { start: start + at, end })
    }
    const [whole, quoted, index, name] = found
    if (index === '*' || name === '*') steps.push('*')
    else if (index !== undefined) steps.push({ at: Number(index) })
    else steps.push({ key: quoted ?? name ?? '' })
    at += whole.length
  }
  if (steps.length === 0) throw new PatternProblem(`${text} selects nothing`, here)
  if (steps.filter((step) => step === '*').length > 1)
    throw new PatternProblem(`${text} has more than one *, and may have one`, here)
  return { text, steps, ...here }
}

/** The name under which a field that lies there is discovered; null when a `*` leaves it open. */
export function fieldOf({ steps }: Selector): string | null {
  const names = steps.map((step) => (step === '*' ? null : 'key' in step ? step.key : step.at))
  if (names.includes(null)) return null
  const name = names.join('.')
  return name.startsWith('@') ? `@${name}` : name
}
