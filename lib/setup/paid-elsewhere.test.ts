import { describe, expect, test } from 'vitest'
import { percent } from '@/lib/format'
import { endMs, madeLog } from './testdata/made-log'
import { proposalFor, readLog } from './testdata/read-log'

type Made = Parameters<typeof madeLog>[0]
const proposed = (made: Made) => proposalFor(readLog(madeLog(made), endMs))

const own = 'https://tee.example/'
const provider = 'https://pay.example/'
const browse = ['GET / 200', `GET /tee/{p} 200 ${own}`]
const toPay = [`GET /warenkorb 200 ${own}`, `POST /zahlen 302 ${own}warenkorb`]

/** 153 people are sent to pay; of 137 the payment succeeds. */
const shops: Record<string, Made & { texts: string[]; steps: string }> = {
  'whose provider says in the address that it was paid': {
    order: [
      ...toPay,
      `GET /zahlung/zurueck?txn=a{n}&status=ok 302 ${provider}`,
      `GET /bestellt 200 ${provider}`,
    ],
    failing: [...toPay, `GET /zahlung/zurueck?txn=a{n}&status=cancel 302 ${provider}`],
    browse,
    texts: ['GET /bestellt', 'GET /zahlung/zurueck?txn=*&status=ok', 'POST /zahlen'],
    steps: 'landing tee warenkorb zahlen order',
  },
  'to which also those come back that did not pay': {
    order: [...toPay, `GET /retour 302 ${provider}`, `GET /fertig 200 ${provider}`],
    failing: [...toPay, `GET /retour 302 ${provider}`, `GET /warenkorb 200 ${provider}`],
    browse,
    texts: ['GET /fertig', 'GET /retour', 'POST /zahlen'],
    steps: 'landing tee warenkorb zahlen order',
  },
  'whose log has no referrers': {
    order: ['GET /cart', 'POST /go 303', 'GET /back?result=success&ref={n}'],
    failing: ['GET /cart', 'POST /go 303', 'GET /back?result=failed&ref={n}'],
    browse: ['GET /', 'GET /tea/{p}'],
    texts: ['GET /back?result=success&ref=*', 'POST /go'],
    steps: 'landing tea cart go order',
  },
}

describe('where people pay on another site, the order is coming back from it', () => {
  test.each(Object.entries(shops))('in a shop %s', (_, { texts, steps, ...made }) => {
    const candidates = proposed(made)
    expect(candidates.map(({ text }) => text)).toEqual(texts)
    const [order] = candidates
    const sent = candidates.at(-1)
    expect(order).toMatchObject({ orders: 137, isLikely: true })
    expect(sent).toMatchObject({ orders: 153, isLikely: true })
    expect(order?.steps.map(({ name }) => name).join(' ')).toBe(steps)
    expect(order?.why).toContain(
      `comes after ${sent?.text} in ${percent(137 / 153)} of its visits, the others did not come back`,
    )
    expect(sent?.why).toContain(`${percent(16 / 153)} of its visits did not come to ${order?.text}`)
  })

  test('it is so too while no payment fails', () => {
    const [order] = proposed({ browse, order: [...toPay, `GET /fertig 200 ${provider}`] })
    expect(order).toMatchObject({ text: 'GET /fertig', orders: 153 })
    expect(order?.why).toContain('comes after POST /zahlen')
  })
})

describe('a page that people do not come back to from another site', () => {
  test('is named beside the form that it comes after, without any word of thanks', () => {
    const made = { browse, order: [...toPay, `GET /fertig 200 ${own}warenkorb`] }
    expect(proposed({ ...made, failing: toPay })).toMatchObject([
      { text: 'POST /zahlen', orders: 153 },
      {
        text: 'GET /fertig',
        orders: 137,
        why: expect.arrayContaining([
          `comes after POST /zahlen in ${percent(137 / 153)} of its visits`,
        ]),
      },
    ])
  })

  test.each([
    ['before another form', [`GET /adresse 200 ${own}`, `POST /zahlen 302 ${own}`]],
    ['that browsing visits see too', ['GET / 200']],
    ['that leads elsewhere', ['GET /weiter 302']],
  ])('is none %s', (_, asks) => {
    const texts = proposed({ browse, order: [...toPay, ...asks] }).map(({ text }) => text)
    expect(texts).toEqual(['POST /zahlen'])
  })
})

test('a search engine in the middle of a visit brings nobody back from a payment', () => {
  const made = {
    browse: [...browse, `GET /tee/{p} 200 https://search.example/`],
    order: [...toPay, `GET /tee/{p} 200 https://search.example/`],
  }
  expect(proposed(made).map(({ text }) => text)).toEqual(['POST /zahlen'])
})
