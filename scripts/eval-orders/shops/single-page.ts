import { get, post, type Shop } from '../shop'

const call = (path: string, ms: number) => get(path, { kind: 'call', ms })

export const singlePage: Shop = {
  name: 'single-page',
  conversion: 0.18,
  zone: 'Europe/Berlin',
  market: 'de',
  logZone: 'UTC',
  format: 'json',
  currency: 'EUR',
  averageOrder: 23.5,
  pages: {
    landing: get('/', { ms: 15 }),
    products: call('/api/products', 60),
    product: call('/api/products/{item}', 45),
    cart: post('/api/cart', { status: 201, ms: 55 }),
    address: post('/api/checkout/address', { ms: 70 }),
    payment: post('/api/payments/intents', { status: 201, ms: 450 }),
    order: post('/api/orders', { status: 201, ms: 240, isOrder: true }),
    thanks: call('/api/orders/{order}', 40),
  },
  enter: [['landing', 1]],
  browse: [
    ['products', 1],
    ['product', 3],
  ],
  menu: 'product',
  cart: ['cart'],
  checkout: ['address'],
  place: ['payment', 'order', 'thanks'],
  refused: { page: 'address', status: 422 },
  breaks: { checkout: 'address', payment: 'payment', loop: 'landing' },
  script: { path: '/assets/shop.81f0.js', page: 'landing' },
  assets: ['/assets/index.81f0.css', '/assets/vendor.81f0.js', '/favicon.svg'],
  steps: [
    { name: 'landing', match: [{ method: 'GET', path: '/' }] },
    { name: 'product', match: [{ path: '/api/products/*' }] },
    { name: 'cart', match: [{ method: 'POST', path: '/api/cart' }] },
    { name: 'checkout', match: [{ method: 'POST', path: '/api/checkout/address' }] },
    { name: 'order', match: [{ method: 'POST', path: '/api/orders' }] },
  ],
}
