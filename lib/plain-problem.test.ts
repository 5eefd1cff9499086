import { expect, test } from 'vitest'
import { parseSite } from './site'

const email = { name: 'a', kind: 'email', to: ['me@example.org'], smtp: 'smtp://host' }

test.each([
  [{ name: 5 }, 'name: must be a text in quotes'],
  [{ averageOrder: '12' }, 'averageOrder: must be a number'],
  [{ averageOrder: -1 }, 'averageOrder: must be more than 0'],
  [{ steps: 'x' }, 'steps: must be a list in [ ]'],
  [{ steps: [{ name: 'a' }] }, 'steps.0.match: is missing; it must be a list in [ ]'],
  [{ alarms: [{ name: 'x', metric: 'm' }] }, 'alarms.0.threshold: is missing; it must be a number'],
  [
    { recipients: [{ ...email, kind: 'fax' }] },
    'recipients.0.kind: must be one of "email", "slack", "webhook", "sns"',
  ],
  [{ recipients: [{ ...email, to: [] }] }, 'recipients.0.to: must have 1 or more members'],
  [{ recipients: [{ ...email, to: ['me'] }] }, 'recipients.0.to.0: must be an e-mail address'],
  [
    { metricFilters: [{ name: 'm' }] },
    'metricFilters.0.pattern: is missing; it must be a text in quotes',
  ],
  [{ archive: {} }, 'archive: must be false, { "folder": "…" } or { "bucket": "…" }'],
  [{ shop: 'x' }, 'the file: has no member named "shop"'],
])('%j is refused in words: %s', (file, words) => {
  expect(() => parseSite(JSON.stringify(file))).toThrow(words)
})
