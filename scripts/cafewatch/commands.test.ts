import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { commands, helpText } from './commands'

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  scripts: Record<string, string>
}

/** What is for those who work on the sources; every other npm script is a command of the package. */
const onlyInACheckout =
  /^(?:dev|build|package|record|icons|centres|infra|bench|eval|fuzz|check$|check:|format|test|soak)/

test('every npm script for people who run CafeWatch is a command', () => {
  const expected = Object.keys(scripts).filter((name) => !onlyInACheckout.test(name))
  for (const name of expected) expect(Object.keys(commands)).toContain(name)
  for (const name of Object.keys(commands)) expect(Object.keys(scripts)).toContain(name)
})

test('the help lists every command, and names one that there is not', () => {
  for (const [name, { does }] of Object.entries(commands))
    expect(helpText()).toMatch(
      new RegExp(`^  ${name} +${does.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`, 'm'),
    )
  expect(helpText('strat')).toMatch(/^There is no command "strat"\.\n\nUsage/)
})
