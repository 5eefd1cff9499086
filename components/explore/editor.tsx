'use client'

import { autocompletion, closeBrackets, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { bracketMatching, syntaxHighlighting } from '@codemirror/language'
import { setDiagnostics } from '@codemirror/lint'
import { Compartment, EditorState, Prec } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import type { LogField } from '@/lib/explore'
import { completions } from './completion'
import styles from './editor.module.css'
import type { Vocabulary } from './language'
import { colours, insightsLanguage } from './language'

export interface Mistake {
  start: number
  end: number
  message: string
}

export interface EditorProps {
  text: string
  vocabulary: Vocabulary
  fields: LogField[]
  mistake: Mistake | null
  onChange: (text: string) => void
  onRun: () => void
}

const complete = new Compartment()

const offered = (vocabulary: Vocabulary, fields: LogField[]) =>
  autocompletion({ override: [completions(vocabulary, fields)], icons: false })

/** Marks at least one character, also at the end of the text. */
function diagnosticsOf(mistake: Mistake | null, length: number) {
  if (!mistake || length === 0) return []
  const from = Math.min(mistake.start, length - 1)
  const to = Math.min(Math.max(mistake.end, from + 1), length)
  return [{ from, to, severity: 'error' as const, message: mistake.message }]
}

/** CodeMirror with the query language. Tab leaves it; it has no other way to keep the focus. */
export function Editor({ text, vocabulary, fields, mistake, onChange, onRun }: EditorProps) {
  const place = useRef<HTMLDivElement>(null)
  const editor = useRef<EditorView>(null)
  const latest = useRef({ text, fields, onChange, onRun })
  latest.current = { text, fields, onChange, onRun }

  useEffect(() => {
    const parent = place.current
    if (!parent) return
    const view = new EditorView({
      parent,
      state: EditorState.create({
        doc: latest.current.text,
        extensions: [
          Prec.highest(
            keymap.of([
              {
                key: 'Mod-Enter',
                run: () => {
                  latest.current.onRun()
                  return true
                },
              },
            ]),
          ),
          insightsLanguage(vocabulary),
          syntaxHighlighting(colours),
          history(),
          bracketMatching(),
          closeBrackets(),
          complete.of(offered(vocabulary, latest.current.fields)),
          keymap.of([...completionKeymap, ...historyKeymap, ...defaultKeymap]),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({
            'aria-label': 'Logs Insights query',
            'aria-describedby': 'editor-help',
            spellcheck: 'false',
          }),
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (docChanged) latest.current.onChange(state.doc.toString())
          }),
        ],
      }),
    })
    editor.current = view
    return () => view.destroy()
  }, [vocabulary])

  useEffect(() => {
    const view = editor.current
    if (!view || view.state.doc.toString() === text) return
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } })
  }, [text])

  useEffect(() => {
    editor.current?.dispatch({ effects: complete.reconfigure(offered(vocabulary, fields)) })
  }, [vocabulary, fields])

  useEffect(() => {
    const view = editor.current
    view?.dispatch(setDiagnostics(view.state, diagnosticsOf(mistake, view.state.doc.length)))
  }, [mistake])

  return <div className={styles.editor} ref={place} data-wrong={mistake ? true : undefined} />
}
