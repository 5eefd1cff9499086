import { expect, test } from 'vitest'
import { newOrderWay } from './order-way'
import { keyOfAll } from './request-key'

/** 100 visits: all see the page, 40 ask to pay, 30 order; 5 of these used a voucher. */
function learnt(isTroubled = false) {
  const way = newOrderWay()
  for (let visit = 0; visit < 100; visit += 1) {
    const met = ['GET /']
    if (visit < 40) met.push('POST /pay')
    if (visit < 5) met.push('POST /voucher')
    for (const key of met) way.asked(key)
    if (visit < 30) way.ordered(met, true)
  }
  way.endHour(isTroubled)
  return way
}

test('most who order have paid, few have used a voucher', () => {
  const way = learnt()
  expect(way.isOnWay('GET /')).toBe(true)
  expect(way.isOnWay('POST /pay')).toBe(true)
  expect(way.isOnWay('POST /voucher')).toBe(false)
  expect(way.isOnWay('GET /wp-login.php')).toBe(false)
})

test('of a few who pay in another way, most order: that leads to orders, and is not on the way of most', () => {
  const way = newOrderWay()
  for (let visit = 0; visit < 100; visit += 1) {
    const met = ['GET /', visit < 15 ? 'POST /payer' : 'GET /help']
    for (const key of met) way.asked(key)
    if (visit < 12 || visit > 70) way.ordered(met, true)
  }
  way.endHour(false)
  const keys = ['GET /', 'POST /payer', 'GET /help', 'GET /unknown']
  expect(keys.map(way.leadsToOrders)).toEqual([false, true, false, false])
  expect(way.isOnWay('POST /payer')).toBe(false)
})

test('who has come to pay orders more surely than who has just come', () => {
  const way = learnt()
  expect(way.conversion('GET /')?.rate).toBeCloseTo(0.3)
  expect(way.conversion('POST /pay')?.rate).toBeCloseTo(0.75)
  expect(way.conversion('POST /voucher')).toBeNull()
})

test('an hour in which something was wrong says nothing', () => {
  expect(learnt(true).isOnWay('POST /pay')).toBe(false)
})

test('few pass each page of a kind, and most who order pass one of them', () => {
  const way = newOrderWay()
  const keys = ['GET /queue/a', 'GET /queue/b', 'GET /queue/c', 'GET /queue/d']
  for (let visit = 0; visit < 200; visit += 1) {
    const met = [keys[visit % 4] as string]
    for (const key of met) way.asked(key)
    if (visit % 10 < 4) way.ordered(met, true)
  }
  way.endHour(false)
  expect(keys.map(way.isOnWay)).toEqual([false, false, false, false])
  expect(way.isOnWay(keyOfAll(keys))).toBe(true)
  expect(way.conversion(keyOfAll(keys))?.rate).toBeCloseTo(0.4)
  expect(way.isOnWay(keyOfAll(['GET /x', 'GET /y']))).toBe(false)
})

test('who signs in and orders loads files, and who orders with the app does not', () => {
  const way = newOrderWay()
  for (let visit = 0; visit < 40; visit += 1) {
    const isApp = visit % 4 === 0
    const met = [isApp ? 'POST /api/cart' : 'POST /login']
    for (const key of met) way.asked(key)
    way.ordered(met, !isApp)
  }
  const keys = ['POST /login', 'POST /api/cart', 'POST /voucher']
  expect(keys.map(way.isWithFiles)).toEqual([true, false, true])
  expect(newOrderWay().isWithFiles('POST /login')).toBe(false)
})

test('who comes again has the files, and loads none', () => {
  const way = newOrderWay()
  for (let visit = 0; visit < 40; visit += 1) {
    way.asked('POST /upload')
    way.ordered(['POST /upload'], visit % 3 !== 0)
  }
  expect(way.isWithFiles('POST /upload')).toBe(false)
})
