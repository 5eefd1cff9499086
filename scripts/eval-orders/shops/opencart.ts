import { get, post, type Shop } from '../shop'

const route = (name: string) => `/index.php?route=${name}`

export const opencart: Shop = {
  name: 'opencart',
  conversion: 0.07,
  zone: 'Europe/London',
  market: 'gb',
  logZone: 'UTC',
  format: 'combined',
  currency: 'GBP',
  averageOrder: 37,
  pages: {
    landing: get('/', { ms: 150 }),
    category: get(route('product/category&path=20'), { ms: 210 }),
    product: get(route('product/product&product_id={item}'), { ms: 190 }),
    addToCart: post(route('checkout/cart/add'), { ms: 160 }),
    cart: get(route('checkout/cart'), { ms: 190 }),
    checkout: get(route('checkout/checkout'), { ms: 240 }),
    guest: post(route('checkout/guest/save'), { ms: 200 }),
    review: get(route('checkout/confirm'), { kind: 'call', ms: 210 }),
    confirm: post(route('extension/payment/cod/confirm'), { ms: 700 }),
    success: get(route('checkout/success'), { ms: 200, isOrder: true, isConfirmation: true }),
  },
  enter: [
    ['landing', 5],
    ['category', 2],
    ['product', 4],
  ],
  browse: [
    ['product', 5],
    ['category', 3],
  ],
  menu: 'product',
  cart: ['addToCart', 'cart'],
  checkout: ['checkout', 'guest', 'review'],
  place: ['confirm', 'success'],
  refused: { page: 'guest', status: 200 },
  breaks: { checkout: 'checkout', payment: 'confirm', loop: 'checkout' },
  script: { path: '/catalog/view/javascript/checkout.js', page: 'checkout' },
  assets: [
    '/catalog/view/theme/default/stylesheet/stylesheet.css',
    '/catalog/view/javascript/common.js',
    '/image/catalog/logo.png',
  ],
  preset: 'opencart',
  steps: [
    { name: 'landing', match: [{ path: '/' }] },
    { name: 'product', match: [{ path: '/index.php', query: { route: 'product/product' } }] },
    { name: 'cart', match: [{ path: '/index.php', query: { route: 'checkout/cart' } }] },
    { name: 'checkout', match: [{ path: '/index.php', query: { route: 'checkout/checkout' } }] },
    { name: 'order', match: [{ path: '/index.php', query: { route: 'checkout/success' } }] },
  ],
}
