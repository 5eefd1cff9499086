import { describe, expect, test } from 'vitest'
import { pathProblem, queryProblem, statusProblem } from './match-problems'
import { orderIdProblem } from './order-id'
import { type PresetName, presetNames, presets } from './presets'
import { newStepReader } from './steps'

/** Requests of a visit: what they are answered with, the step that they reach, and the number of the order. */
const visits: Record<PresetName, [line: string, step: string | null, id?: string][]> = {
  cafe: [
    ['GET /cafe 200', 'landing'],
    ['GET /cafe/menu.php 200', 'menu'],
    ['GET /cafe/style.css 200', null],
    ['POST /cafe/processOrder.php 302', 'order'],
    ['POST /cafe/processOrder.php 500', null],
  ],
  woocommerce: [
    ['GET / 200', 'shop'],
    ['GET /de/product/latte/ 200', 'shop'],
    ['POST /?wc-ajax=get_refreshed_fragments 200', null],
    ['POST /?wc-ajax=add_to_cart 200', 'cart'],
    ['POST /wp-json/wc/store/v1/cart/add-item 201', 'cart'],
    ['GET /cart/ 200', 'cart'],
    ['GET /checkout/ 200', 'checkout'],
    ['POST /?wc-ajax=checkout 200', 'payment'],
    ['POST /wp-json/wc/store/v1/checkout?__experimental_calc_totals=true 200', 'payment'],
    ['POST /wp-json/wc/store/v1/checkout 400', null],
    ['GET /checkout/order-received/1234/?key=wc_order_x 200', 'order', '1234'],
    ['GET /?page_id=8&order-received=1234&key=wc_order_x 200', 'order', '1234'],
    ['GET /wp-content/themes/x/style.css 200', null],
  ],
  magento: [
    ['GET /joust-duffle-bag.html 200', 'catalog'],
    ['GET /static/version1/frontend/Magento/luma/en_US/a/b.html 200', null],
    ['POST /checkout/cart/add/uenc/aHR0/product/1/ 302', 'cart'],
    ['GET /checkout/ 200', 'checkout'],
    ['POST /rest/default/V1/guest-carts/x1/shipping-information 200', 'checkout'],
    ['POST /rest/default/V1/guest-carts/x1/payment-information 200', 'payment'],
    ['POST /rest/de/V1/carts/mine/payment-information 400', null],
    ['GET /checkout/onepage/success/ 200', 'order'],
    ['GET /checkout/onepage/success/ 302', null],
  ],
  prestashop: [
    ['GET /en/women/2-9-brown-bear.html 200', 'catalog'],
    ['POST /en/cart 200', 'cart'],
    ['GET /en/cart?action=show 200', 'cart'],
    ['GET /fr/commande 200', 'checkout'],
    ['POST /en/module/ps_wirepayment/validation 302', 'payment'],
    ['GET /en/order-confirmation?id_cart=9&id_module=30&id_order=6&key=abc 200', 'order', '6'],
    ['GET /index.php?controller=order-confirmation&id_cart=9&key=abc 200', 'order', '9'],
    ['GET /en/order-confirmation 302', null],
  ],
  shopify: [
    ['GET /collections/all/products/mug 200', 'shop'],
    ['POST /cart/add.js 200', 'cart'],
    ['GET /checkouts/cn/hWN7/es-mx?_r=1 200', 'checkout'],
    ['GET /checkouts/cn/hWN7/es-mx/thank-you 200', 'order', 'hWN7'],
    ['GET /checkouts/cn/hWN7/thank-you 200', 'order', 'hWN7'],
    ['GET /1234/checkouts/aa11/thank_you 200', 'order', 'aa11'],
  ],
  opencart: [
    ['GET /index.php?route=product/product&product_id=43 200', 'catalog'],
    ['POST /index.php?route=checkout/cart/add 200', 'cart'],
    ['GET /index.php?route=checkout/checkout 200', 'checkout'],
    ['GET /index.php?route=checkout/confirm 200', 'payment'],
    ['GET /index.php?route=checkout/success 200', 'order'],
    ['GET /en-gb?route=checkout/success 200', 'order'],
    ['GET /index.php?route=account/login 200', null],
  ],
  shopware: [
    ['GET /Main-product/SWDEMO10001 200', 'catalog'],
    ['GET /theme/1a/css/all.css 200', null],
    ['POST /checkout/line-item/add 302', 'cart'],
    ['GET /checkout/confirm 200', 'checkout'],
    ['POST /checkout/order 302', 'payment'],
    ['GET /checkout/finish?orderId=0190ab 200', 'order', '0190ab'],
  ],
}

describe.each(presetNames)('%s', (name) => {
  const { steps, orderId } = presets[name]
  const reader = newStepReader(steps, orderId)

  test.each(visits[name])('%s', (line, step, id) => {
    const [method = '', target = '', status] = line.split(' ')
    const [path = '', query] = target.split('?')
    const request = { method, path, query: query === undefined ? '' : `?${query}` }
    const at = reader.reaches({ ...request, status: Number(status) })
    expect(steps[at]?.name ?? null).toBe(step)
    if (step === 'order') expect(reader.orderIdOf(request)).toBe(id ?? null)
  })

  test('is written as a site file may be', () => {
    const problems = steps
      .flatMap(({ match }) => match)
      .flatMap(({ path, query, status }) => [
        path === undefined ? null : pathProblem(path),
        ...Object.entries(query ?? {}).map(([key, value]) => queryProblem(key, value)),
        ...[status ?? []].flat().map(statusProblem),
      ])
    expect([...problems, ...[orderId ?? []].flat().map(orderIdProblem)]).toEqual(
      Array(problems.length + [orderId ?? []].flat().length).fill(null),
    )
    expect(steps.at(-1)?.name).toBe('order')
  })
})
