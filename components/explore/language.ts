import { HighlightStyle, StreamLanguage, type StringStream } from '@codemirror/language'
import { tags } from '@lezer/highlight'

/** A command or function of the query language: its name, how it is written, and what it does in one sentence. */
export interface Word {
  name: string
  form: string
  says: string
}

export interface Vocabulary {
  commands: Word[]
  functions: Word[]
  keywords: string[]
}

interface State {
  stageStart: boolean
  command: string
  /** A slash here begins a pattern; elsewhere it divides. */
  patternMayFollow: boolean
}

const pattern = /^\/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\])+\/?/
const literals: readonly (readonly [RegExp, string])[] = [
  [/^"(?:\\.|[^"\\])*"?/, 'string'],
  [/^'(?:\\.|[^'\\])*'?/, 'string'],
  [/^`[^`]*`?/, 'propertyName'],
  [/^\{\{\s*\w*\s*\}\}/, 'atom'],
  [/^\d+(?:\.\d+)?(?:e[+-]?\d+)?[a-z]*/i, 'number'],
]

/** Tells the parts of a Logs Insights query apart, for their colours and for completion. */
export function insightsLanguage({ commands, keywords }: Vocabulary) {
  const commandNames = new Set(commands.map(({ name }) => name.toLowerCase()))
  const keywordNames = new Set(keywords.map((name) => name.toLowerCase()))

  function word(stream: StringStream, state: State): string {
    const name = stream.current().toLowerCase()
    const first = state.stageStart
    state.stageStart = false
    state.patternMayFollow = name === 'like' || (state.command === 'parse' && !first)
    if (first && commandNames.has(name)) {
      state.command = name
      return 'keyword'
    }
    if (/^\s*\(/.test(stream.string.slice(stream.pos)) && !keywordNames.has(name))
      return 'variableName.function'
    return keywordNames.has(name) ? 'operatorKeyword' : 'variableName'
  }

  return StreamLanguage.define<State>({
    name: 'logs-insights',
    startState: () => ({ stageStart: true, command: '', patternMayFollow: false }),
    copyState: (state) => ({ ...state }),
    languageData: {
      commentTokens: { line: '#' },
      closeBrackets: { brackets: ['(', '[', '"', "'", '`'] },
    },
    token(stream, state) {
      if (stream.eatSpace()) return null
      if (stream.match(/^#.*/)) return 'comment'
      if (state.patternMayFollow && stream.match(pattern)) {
        state.patternMayFollow = false
        return 'regexp'
      }
      for (const [shape, token] of literals) {
        if (!stream.match(shape)) continue
        state.stageStart = false
        state.patternMayFollow = state.command === 'parse' && token === 'propertyName'
        return token
      }
      if (stream.match(/^[@\w.]+/)) return word(stream, state)
      state.patternMayFollow = Boolean(stream.match(/^=~/))
      if (state.patternMayFollow) return 'operator'
      if (stream.next() === '|') {
        state.stageStart = true
        state.command = ''
        return 'separator'
      }
      return 'operator'
    },
  })
}

/** A part is told apart by weight or slant too. */
export const colours = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--bar)', fontWeight: '700' },
  { tag: tags.operatorKeyword, color: 'var(--bar)' },
  { tag: tags.function(tags.variableName), color: 'var(--q5)', fontWeight: '600' },
  { tag: tags.string, color: 'var(--ok)' },
  { tag: tags.regexp, color: 'var(--warn)' },
  { tag: tags.number, color: 'var(--traffic)' },
  { tag: tags.propertyName, color: 'var(--ink)', textDecoration: 'underline dotted' },
  { tag: tags.atom, color: 'var(--bad)', fontWeight: '600' },
  { tag: tags.comment, color: 'var(--mute)', fontStyle: 'italic' },
  { tag: tags.separator, color: 'var(--mute)', fontWeight: '700' },
])
