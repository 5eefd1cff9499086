import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'

// A class without a rule changes nothing, and a rule without an element is dead: neither shows.

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file))
const files = [...filesIn('app'), ...filesIn('components')]
const modules = files.filter((file) => file.endsWith('.module.css'))
const sources = new Map(
  files
    .filter((file) => /(?<!\.test)\.tsx?$/.test(file))
    .map((file) => [file, readFileSync(file, 'utf8')]),
)

/** The classes that a style sheet has rules for; those of other makers are marked `:global`. */
function rulesOf(file: string): string[] {
  const selectors = readFileSync(file, 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/:global\([^)]*\)/g, '')
    .replace(/\{[^{}]*\}/g, '{}')
  return [...new Set([...selectors.matchAll(/\.([a-z][\w-]*)/gi)].map(([, name]) => name ?? ''))]
}

/** The classes of a module that the code takes from it; a name that is computed may be any of them. */
function takenFrom(module: string): string[] {
  const taken = new Set<string>()
  for (const [source, text] of sources) {
    for (const [, name, path = ''] of text.matchAll(/^import (\w+) from '(.*\.module\.css)'/gm)) {
      if ((path.startsWith('@/') ? path.slice(2) : join(dirname(source), path)) !== module) continue
      for (const [, one = ''] of text.matchAll(new RegExp(`(?<!/)\\b${name}(\\.\\w+|\\[)`, 'g')))
        for (const each of one === '[' ? rulesOf(module) : [one.slice(1)]) taken.add(each)
    }
  }
  return [...taken]
}

function expressionAt(text: string, start: number): string {
  let depth = 0
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1
    if (text[at] === '}') depth -= 1
    if (depth === 0) return text.slice(start, at)
  }
  return ''
}

/** The class names that stand in the code as text; what is only compared with is none. */
function written(text: string): string[] {
  const values = [...text.matchAll(/\bclassName="([^"]*)"/g)].map(([, value]) => value ?? '')
  for (const { index } of text.matchAll(/\bclassName=\{/g)) {
    const expression = expressionAt(text, index + 'className='.length)
    for (const [, compared, quoted = ''] of expression.matchAll(/([!=]== )?'([^']*)'/g))
      if (!compared) values.push(quoted)
    for (const [, template = ''] of expression.matchAll(/`([^`]*)`/g))
      values.push(template.replace(/\$\{[^}]*\}/g, ' '))
  }
  return values.flatMap((value) => value.split(/\s+/)).filter(Boolean)
}

test.each(modules)('%s: every rule has an element, every class a rule', (module) => {
  expect(takenFrom(module).sort()).toEqual(rulesOf(module).sort())
})

describe('app/globals.css', () => {
  const rules = rulesOf('app/globals.css')

  test('every class that stands as text has a rule in it', () => {
    const without = [...sources].flatMap(([file, text]) =>
      written(text).flatMap((name) => (rules.includes(name) ? [] : [`${file}: ${name}`])),
    )
    expect(without).toEqual([])
  })

  test('every rule has an element', () => {
    const texts = [...sources.values()].flatMap((text) => text.match(/(['"`])[^'"`\n]*\1/g) ?? [])
    const words = new Set(texts.flatMap((text) => text.split(/[^\w-]+/)))
    expect(rules.filter((name) => !words.has(name))).toEqual([])
  })
})
