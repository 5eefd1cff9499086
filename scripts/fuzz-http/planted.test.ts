import { expect, test } from 'vitest'
import { defaultSecretParameters, maskerFor } from '@/lib/mask'
import { addressForms, encodings, secretForms } from './planted'
import { everyForm, plantedLines } from './planted-log'
import { spilled } from './spilled'

const forms = [...addressForms, ...secretForms]
const { text } = maskerFor(defaultSecretParameters)

test('addresses are planted in more than twenty encodings', () => {
  expect(encodings).toBeGreaterThan(20)
})

test.each(forms)('%s is found, and not where it is masked', (form) => {
  expect(spilled(`[${form}]`, [])).not.toBeNull()
  expect(spilled(text(`seen ${form} (${form})`), [])).toBeNull()
})

test.each([
  ['in base64', (form: string) => Buffer.from(`x${form}`).toString('base64')],
  ['in JSON', (form: string) => JSON.stringify(JSON.stringify({ form }))],
  ['in HTML', (form: string) => form.replace(/[^a-z0-9]/gi, (sign) => `&#${sign.charCodeAt(0)};`)],
])('every form is found %s', (_, written) => {
  expect(forms.filter((form) => spilled(written(form), []) === null)).toEqual([])
})

test('no line of the log spills anything when it is masked', () => {
  const lines = plantedLines(0, everyForm, () => Date.UTC(2026, 2, 2))
    .trim()
    .split('\n')
  const open = lines.filter((line) => spilled(text(line), []) !== null)
  expect(open.map((line) => text(line))).toEqual([])
})
