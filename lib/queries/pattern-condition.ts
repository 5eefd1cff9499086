import type {
  Comparison,
  Condition,
  JsonLeaf,
  Operand,
  Pattern,
  Term,
} from '@/lib/filter-pattern/ast'
import { comparedWith, isNumber } from '@/lib/filter-pattern/number'
import { fieldOf } from '@/lib/filter-pattern/selector'
import { readWildcard, type Wildcard } from '@/lib/filter-pattern/wildcard'
import {
  either,
  every,
  exactly,
  type Fragment,
  fieldName,
  insights,
  numeral,
  regex,
  Unquotable,
} from './insights'

/** A filter pattern that has no counterpart in Logs Insights; the message names the part. */
export class Untranslatable extends Error {}

const always = insights`1 = 1`

/** `4*`, `*a` and `*a*`. */
function wildcard(field: Fragment, { text, before, after }: Wildcard): Fragment {
  if (text === '') return insights`ispresent(${field})`
  if (before && after) return insights`strcontains(${field}, ${text})`
  return before ? insights`endsWith(${field}, ${text})` : insights`startsWith(${field}, ${text})`
}

/** A number as JavaScript writes it, or digit by digit where it has more digits than that. */
function numberOf(text: string): number | Fragment {
  const number = Number(text)
  return comparedWith(text)(String(number)) === 0 ? number : numeral(text)
}

function equality(field: Fragment, operand: Operand): Fragment {
  if (operand.kind === 'regex') return insights`${field} like ${regex(operand.source)}`
  if (operand.kind === 'number') return insights`${field} = ${numberOf(operand.text)}`
  const read = readWildcard(operand.text)
  if (read.before || read.after) return wildcard(field, read)
  // Logs Insights takes "404.0" for the same as "404", and a filter pattern does not.
  if (isNumber(operand.text)) return insights`${field} like ${exactly(operand.text)}`
  return insights`${field} = ${operand.text}`
}

const orders = {
  '<': insights`<`,
  '<=': insights`<=`,
  '>': insights`>`,
  '>=': insights`>=`,
}

function comparisonOf(field: Fragment, { operator, operand }: Comparison): Fragment {
  if (operator === '=') return equality(field, operand)
  if (operator === '!=') return insights`ispresent(${field}) and not (${equality(field, operand)})`
  if (operand.kind === 'regex') throw new Untranslatable(`${operator} goes with numbers only.`)
  return insights`isNumeric(${field}) and ${field} ${orders[operator]} ${numberOf(operand.text)}`
}

function leafOf(leaf: JsonLeaf): Fragment {
  const name = fieldOf(leaf.selector)
  if (name === null)
    throw new Untranslatable(`${leaf.selector.text} chooses among members, which a query cannot.`)
  const field = fieldName(name)
  if (leaf.kind === 'compare') return comparisonOf(field, leaf.comparison)
  throw new Untranslatable(
    leaf.kind === 'is' && leaf.state !== 'NULL'
      ? `Whether ${leaf.selector.text} is true or 1, or false or 0, is the same to a query.`
      : `Whether ${leaf.selector.text} is null or left out is the same to a query.`,
  )
}

function conditionOf(condition: Condition<JsonLeaf>): Fragment {
  if (condition.kind === 'leaf') return leafOf(condition.leaf)
  const parts = condition.of.map(conditionOf)
  return condition.kind === 'all' ? every(parts) : either(parts)
}

function termOf({ text }: Term): Fragment {
  return text.kind === 'regex'
    ? insights`@message like ${regex(text.source)}`
    : insights`strcontains(@message, ${text.text})`
}

function termsOf(terms: Term[]): Fragment {
  const of = (sign: Term['sign']) => terms.filter((term) => term.sign === sign).map(termOf)
  const [needed, optional, excluded] = [of(''), of('?'), of('-')]
  const conditions = [...needed, ...excluded.map((term) => insights`not (${term})`)]
  // Beside other terms the optional ones are ignored.
  if (conditions.length === 0 && optional.length > 0) conditions.push(either(optional))
  return conditions.length === 0 ? always : every(conditions)
}

function translate(pattern: Pattern): Fragment {
  switch (pattern.kind) {
    case 'everything':
      return always
    case 'json':
      return conditionOf(pattern.condition)
    case 'terms':
      return termsOf(pattern.terms)
    case 'space':
      throw new Untranslatable('A space-delimited pattern counts words, which a query cannot.')
  }
}

/**
 * A condition of Logs Insights that holds for just those events that a filter pattern matches.
 * Throws {@link Untranslatable}.
 */
export function patternCondition(pattern: Pattern): Fragment {
  try {
    return translate(pattern)
  } catch (error) {
    if (error instanceof Unquotable)
      throw new Untranslatable(`A query cannot express this: ${error.message}.`)
    throw error
  }
}
