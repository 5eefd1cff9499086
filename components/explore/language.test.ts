import { CompletionContext } from '@codemirror/autocomplete'
import { syntaxTree } from '@codemirror/language'
import { EditorState } from '@codemirror/state'
import { describe, expect, test } from 'vitest'
import { completions } from './completion'
import { insightsLanguage } from './language'

const word = (name: string) => ({ name, form: name, says: '' })
const vocabulary = {
  commands: ['fields', 'filter', 'stats', 'parse'].map(word),
  functions: ['count', 'bin'].map(word),
  keywords: ['as', 'by', 'like'],
}
const stateOf = (doc: string) =>
  EditorState.create({ doc, extensions: [insightsLanguage(vocabulary)] })

function partsOf(doc: string): string[] {
  const parts: string[] = []
  syntaxTree(stateOf(doc)).iterate({
    enter: ({ name, from, to, node }) => {
      if (!node.firstChild && from < to) parts.push(`${name}:${doc.slice(from, to)}`)
    },
  })
  return parts
}

describe('the parts of a query', () => {
  test.each<[string, string[]]>([
    [
      'stats count(*) by bin(5m)',
      [
        'keyword:stats',
        'variableName.function:count',
        'operatorKeyword:by',
        'variableName.function:bin',
        'number:5m',
      ],
    ],
    [
      'filter a like /b|"c[/]d/ # e',
      ['keyword:filter', 'operatorKeyword:like', 'regexp:/b|"c[/]d/', 'comment:# e'],
    ],
    ['fields a / b / "c\\" | d"', ['keyword:fields', 'string:"c\\" | d"']],
    [
      'parse @message /(?<x>.)/ | fields filter',
      ['keyword:parse', 'regexp:/(?<x>.)/', 'keyword:fields'],
    ],
    [
      'fields `a | b` as c, {{d}}',
      ['keyword:fields', 'propertyName:`a | b`', 'operatorKeyword:as', 'atom:{{d}}'],
    ],
  ])('%s', (doc, parts) => {
    const plain = /^(operator|separator|variableName):/
    expect(partsOf(doc).filter((part) => !plain.test(part))).toEqual(parts)
  })
})

describe('what is offered', () => {
  const fields = [
    { name: 'status', percent: 98 },
    { name: 'user-agent', percent: 5 },
  ]
  const offered = (doc: string) =>
    completions(
      vocabulary,
      fields,
    )(new CompletionContext(stateOf(doc), doc.length, true))
      ?.options.map(({ label }) => label)
      .join(' ')
  const inside = 'status user-agent count bin as by like'
  test.each<[string, string | undefined]>([
    ['', 'fields filter stats parse'],
    ['# about\n', 'fields filter stats parse'],
    ['fields a | s', 'fields filter stats parse'],
    ['fields s', inside],
    ['stats count(*) by ', inside],
    ['filter a = "s', undefined],
    ['filter a like /s', undefined],
    ['fields a # s', undefined],
  ])('after %j', (doc, labels) => {
    expect(offered(doc)).toBe(labels)
  })
})
