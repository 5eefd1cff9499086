import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import { syntaxTree } from '@codemirror/language'
import type { LogField } from '@/lib/explore'
import type { Vocabulary, Word } from './language'

/** How a word is written and what it does, beside the list. */
function about({ form, says }: Word): Node {
  const place = document.createElement('div')
  const code = place.appendChild(document.createElement('code'))
  code.textContent = form
  place.append(says)
  return place
}

/** What is used most stands first in the vocabulary, and so in the list. */
const completionOf = (word: Word, at: number): Completion => ({
  label: word.name,
  info: () => about(word),
  boost: Math.max(-40, -at),
})

const needsBackticks = (name: string) => !/^[@a-z_][\w@.]*$/i.test(name)

function fieldOf({ name, percent }: LogField): Completion {
  return {
    label: name,
    type: 'property',
    detail: `in ${percent} % of events`,
    apply: needsBackticks(name) ? `\`${name}\`` : name,
    // What most events have comes first.
    boost: Math.round(percent / 2),
  }
}

/** What may come next: commands where a stage begins; elsewhere fields, functions and keywords. */
export function completions({ commands, functions, keywords }: Vocabulary, fields: LogField[]) {
  const stages = commands.map(
    (word, at): Completion => ({ ...completionOf(word, at), type: 'keyword' }),
  )
  const inside = [
    ...fields.filter(({ name }) => !name.includes('`')).map(fieldOf),
    ...functions.map(
      (word, at): Completion => ({
        ...completionOf(word, at),
        type: 'function',
        apply: `${word.name}(`,
      }),
    ),
    ...keywords.map((label): Completion => ({ label, type: 'keyword', boost: -50 })),
  ]
  return (context: CompletionContext): CompletionResult | null => {
    const kind = syntaxTree(context.state).resolveInner(context.pos, -1).name
    if (/comment|string|regexp/i.test(kind)) return null
    const word = context.matchBefore(/[\w@.]*/)
    const from = word?.from ?? context.pos
    const before = context.state.sliceDoc(0, from).replace(/#.*/g, '')
    const stageBegins = /(^|\|)\s*$/.test(before)
    if (!context.explicit && from === context.pos) return null
    return { from, options: stageBegins ? stages : inside, validFor: /^[\w@.]*$/ }
  }
}
