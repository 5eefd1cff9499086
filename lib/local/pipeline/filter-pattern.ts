import { RE2JS } from 're2js'
import { AwsError } from '@/lib/local/api/errors'

/** A log event as a filter pattern sees it. */
export interface Candidate {
  message: string
  /** Flattened fields, null when none were discovered. */
  fields: Record<string, string> | null
}

export type Matches = (event: Candidate) => boolean

const invalid = (problem: string) =>
  new AwsError('InvalidParameterException', `Invalid metric filter pattern: ${problem}`)

const isNumber = (text: string) => text.trim() !== '' && Number.isFinite(Number(text))

/** `4*` → starts with 4. Everything else is literal. */
function wildcard(pattern: string): (text: string) => boolean {
  const [first = '', ...others] = pattern.split('*')
  const last = others.pop()
  if (last === undefined) return (text) => text === pattern
  return (text) => {
    if (!text.startsWith(first)) return false
    let at = first.length
    for (const part of others) {
      const found = text.indexOf(part, at)
      if (found === -1) return false
      at = found + part.length
    }
    return text.length - last.length >= at && text.endsWith(last)
  }
}

function regex(source: string): (text: string) => boolean {
  if (/[()]/.test(source)) throw invalid('regular expressions have no parentheses here')
  try {
    // JavaScript's own would stand still for hours on .*.*.*x and a long line that anybody may have written.
    const expression = RE2JS.compile(source)
    return (text) => expression.test(text)
  } catch {
    throw invalid(`%${source}% is not a regular expression`)
  }
}

type Test = (value: string) => boolean

/** The test of one value: `= "404"`, `!= 4*`, `>= 400`, `= %^4%`. */
function valueTest(operator: string, operand: string, quoted: boolean): Test {
  if (!quoted && operand.startsWith('%') && operand.endsWith('%') && operand.length > 2) {
    const expression = regex(operand.slice(1, -1))
    if (operator === '=') return expression
    if (operator === '!=') return (value) => !expression(value)
    throw invalid(`${operator} does not go with a regular expression`)
  }
  if (operator === '=' || operator === '!=') {
    const same = wildcard(operand)
    const number = !quoted && isNumber(operand) ? Number(operand) : null
    const equal: Test = (value) =>
      same(value) || (number !== null && isNumber(value) && Number(value) === number)
    return operator === '=' ? equal : (value) => !equal(value)
  }
  if (!isNumber(operand)) throw invalid(`${operator} needs a number, not ${operand}`)
  const limit = Number(operand)
  const compare: Record<string, (value: number) => boolean> = {
    '<': (value) => value < limit,
    '<=': (value) => value <= limit,
    '>': (value) => value > limit,
    '>=': (value) => value >= limit,
  }
  const test = compare[operator]
  if (!test) throw invalid(`unknown operator ${operator}`)
  return (value) => isNumber(value) && test(Number(value))
}

interface Lexed {
  text: string
  quoted: boolean
}

const tokens =
  /\s*(?:"((?:[^"\\]|\\.)*)"|(%(?:[^%\\]|\\.)+%)|(&&|\|\||<=|>=|!=|[()=<>])|((?:\$[^\s=!<>&|()]*|[^\s"=!<>&|()]+)))/y

function lex(text: string): Lexed[] {
  const found: Lexed[] = []
  const source = text.trim()
  tokens.lastIndex = 0
  while (tokens.lastIndex < source.length) {
    const [, quoted, ...others] = tokens.exec(source) ?? []
    const plain = others.find((part) => part !== undefined)
    if (quoted !== undefined) found.push({ text: quoted.replace(/\\(.)/g, '$1'), quoted: true })
    else if (plain !== undefined) found.push({ text: plain, quoted: false })
    else
      throw invalid(`unexpected text near ${source.slice(tokens.lastIndex, tokens.lastIndex + 20)}`)
  }
  return found
}

/** Reads `a && (b || c)`; `leaf` reads what stands between the operators. */
function logic<T>(
  list: Lexed[],
  leaf: (take: () => Lexed | undefined, peek: () => Lexed | undefined) => (on: T) => boolean,
): (on: T) => boolean {
  let at = 0
  const peek = () => list[at]
  const take = () => list[at++]
  const is = (text: string) => peek()?.quoted === false && peek()?.text === text
  const one = (): ((on: T) => boolean) => {
    if (!is('(')) return leaf(take, peek)
    take()
    const inner = any()
    if (!is(')')) throw invalid('a parenthesis is not closed')
    take()
    return inner
  }
  const all = (): ((on: T) => boolean) => {
    const parts = [one()]
    while (is('&&')) {
      take()
      parts.push(one())
    }
    return (on) => parts.every((part) => part(on))
  }
  const any = (): ((on: T) => boolean) => {
    const parts = [all()]
    while (is('||')) {
      take()
      parts.push(all())
    }
    return (on) => parts.some((part) => part(on))
  }
  const whole = any()
  if (at < list.length) throw invalid(`unexpected ${peek()?.text}`)
  return whole
}

/** `$.a.b[0]`, `$.['x.y']`, `$.a[*]` → the names of flattened fields that it selects. */
export function selector(text: string): RegExp {
  if (!text.startsWith('$.') && !text.startsWith('$['))
    throw invalid(`${text} is not a selector such as $.status`)
  const steps = [...text.slice(1).matchAll(/\.\['([^']*)'\]|\[(\d+|\*)\]|\.([^.[\]]+)/g)]
  if (steps.length === 0) throw invalid(`${text} selects nothing`)
  const parts = steps.map(([, quoted, index, name]) => {
    const step = quoted ?? index ?? name ?? ''
    return step === '*' ? '[^.]+' : step.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  })
  return new RegExp(`^${parts.join('\\.')}$`)
}

const nulls = (message: string, name: RegExp): boolean => {
  const found = (value: unknown, path: string): boolean => {
    if (value === null) return name.test(path)
    if (typeof value !== 'object') return false
    return Object.entries(value).some(([key, member]) =>
      found(member, path ? `${path}.${key}` : key),
    )
  }
  try {
    return found(JSON.parse(message), '')
  } catch {
    return false
  }
}

function jsonPattern(body: string): Matches {
  const matches = logic<Candidate>(lex(body), (take) => {
    const name = take()
    if (!name || name.quoted) throw invalid('a selector such as $.status is needed')
    const fieldName = selector(name.text)
    const plain = /^\$\.[\w]+$/.test(name.text) ? name.text.slice(2) : null
    const values = (fields: Record<string, string> | null): string[] => {
      if (!fields) return []
      if (plain !== null) {
        const value = Object.hasOwn(fields, plain) ? fields[plain] : undefined
        return value === undefined ? [] : [value]
      }
      return Object.keys(fields).flatMap((key) => (fieldName.test(key) ? [fields[key] ?? ''] : []))
    }
    const operator = take()?.text ?? ''
    if (operator.toUpperCase() === 'NOT') {
      if (take()?.text.toUpperCase() !== 'EXISTS') throw invalid('NOT EXISTS is meant')
      return ({ fields, message }) =>
        fields !== null && values(fields).length === 0 && !nulls(message, fieldName)
    }
    const operand = take()
    if (!operand) throw invalid('a value is missing at the end')
    if (operator.toUpperCase() === 'IS') {
      const state = operand.text.toUpperCase()
      if (state === 'NULL') return ({ message }) => nulls(message, fieldName)
      if (state === 'TRUE') return ({ fields }) => values(fields).includes('1')
      if (state === 'FALSE') return ({ fields }) => values(fields).includes('0')
      throw invalid('IS goes with NULL, TRUE or FALSE')
    }
    const test = valueTest(operator, operand.text, operand.quoted)
    return ({ fields }) => values(fields).some(test)
  })
  return (event) => event.fields !== null && matches(event)
}

/** What stands between the spaces of a message; `[…]` and `"…"` are one. */
export const columns = (message: string): string[] =>
  [...message.matchAll(/\[([^\]]*)\]|"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
    ([, a, b, c]) => a ?? b ?? c ?? '',
  )

function spacePattern(body: string): Matches {
  const fields = body.split(/,(?=(?:[^"%]|"[^"]*"|%[^%]*%)*$)/).map((text) => text.trim())
  const tests = fields.map((text) => {
    if (text === '...') return null
    if (/^[\w$.-]*$/.test(text)) return () => true
    return logic<string>(lex(text), (take) => {
      const name = take()
      const operator = take()
      const operand = take()
      if (!name || !operator || !operand) throw invalid(`${text} is not a condition`)
      return valueTest(operator.text, operand.text, operand.quoted)
    })
  })
  const gap = tests.indexOf(null)
  if (gap !== tests.lastIndexOf(null)) throw invalid('... may stand once')
  return ({ message }) => {
    const values = columns(message)
    const wanted = tests.filter((test) => test !== null).length
    if (gap === -1 ? values.length !== wanted : values.length < wanted) return false
    return tests.every((test, at) => {
      if (test === null) return true
      const place = gap !== -1 && at > gap ? values.length - (tests.length - at) : at
      return test(values[place] ?? '')
    })
  }
}

function termPattern(pattern: string): Matches {
  const found = [...pattern.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|%((?:[^%\\]|\\.)+)%|(\S+))/g)]
  const terms = found.map(([, sign = '', phrase, expression, word]) => {
    const compiled = expression === undefined ? null : regex(expression)
    const text = phrase ?? word ?? ''
    const has = (message: string) => (compiled ? compiled(message) : message.includes(text))
    return { sign, has }
  })
  const needed = terms.filter(({ sign }) => sign === '')
  const optional = terms.filter(({ sign }) => sign === '?')
  const excluded = terms.filter(({ sign }) => sign === '-')
  return ({ message }) =>
    excluded.every(({ has }) => !has(message)) &&
    needed.every(({ has }) => has(message)) &&
    // Beside plain terms the optional ones are ignored.
    (needed.length > 0 || optional.length === 0 || optional.some(({ has }) => has(message)))
}

/** What a filter pattern matches. Throws InvalidParameterException for one that cannot be read. */
export function matcher(pattern: string): Matches {
  const text = pattern.trim()
  if (text === '' || text === '" "') return () => true
  if (text.startsWith('{')) {
    if (!text.endsWith('}')) throw invalid('a brace is not closed')
    return jsonPattern(text.slice(1, -1))
  }
  if (text.startsWith('[')) {
    if (!text.endsWith(']')) throw invalid('a bracket is not closed')
    return spacePattern(text.slice(1, -1))
  }
  return termPattern(text)
}
