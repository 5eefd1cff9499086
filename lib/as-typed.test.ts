import { afterEach, expect, test } from 'vitest'
import { asTyped, setInstalled } from './as-typed'

const installed = Symbol.for('cafewatch.installed')
afterEach(() => {
  Reflect.deleteProperty(globalThis, installed)
})

const commands = [
  ['npm run user -- add NAME --role admin', 'cafewatch user add NAME --role admin'],
  ['npm run --silent situation -- --log FILE', 'cafewatch situation --log FILE'],
  ['Run `npm run check-log` on the log.', 'Run `cafewatch check-log` on the log.'],
  ['Run: npm run archive -- verify', 'Run: cafewatch archive verify'],
  ['npm run demo:fix -- --break', 'cafewatch demo:fix --break'],
  ['PORT=3001 npm start', 'PORT=3001 cafewatch start'],
  ['SITE_FILE=site.json npm run infra:deploy', 'SITE_FILE=site.json npm run infra:deploy'],
] as const

test.each(commands)(
  '%s is typed so in a checkout, and as %s where it is installed',
  (text, other) => {
    expect(asTyped(text)).toBe(text)
    setInstalled()
    expect(asTyped(text)).toBe(other)
  },
)
