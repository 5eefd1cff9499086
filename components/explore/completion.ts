import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import { syntaxTree } from '@codemirror/language'
import type { LogField } from '@/lib/explore'
import type { Vocabulary, Word } from './vocabulary'

const told = ({ name, form, says }: Word): Completion => ({ label: name, detail: form, info: says })

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
  const stages = commands.map((word): Completion => ({ ...told(word), type: 'keyword' }))
  const inside = [
    ...fields.filter(({ name }) => !name.includes('`')).map(fieldOf),
    ...functions.map(
      (word): Completion => ({ ...told(word), type: 'function', apply: `${word.name}(` }),
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
