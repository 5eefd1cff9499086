import { form, get, post, type Shop } from '../shop'

export const prestashop: Shop = {
  name: 'prestashop',
  conversion: 0.08,
  zone: 'Europe/Paris',
  market: 'fr',
  logZone: 'Europe/Paris',
  format: 'combined',
  currency: 'EUR',
  averageOrder: 58,
  pages: {
    landing: get('/', { ms: 230 }),
    category: get('/3-vetements', { ms: 300 }),
    product: get('/homme/{item}-{slug}.html', { ms: 280 }),
    addToCart: post('/panier', { ms: 240 }),
    cart: get('/panier?action=show', { ms: 260 }),
    checkout: get('/commande', { ms: 330 }),
    address: form('/commande', { ms: 280 }),
    pay: form('/module/ps_checkout/validation', { ms: 900 }),
    confirmation: get('/confirmation-commande?id_cart={item}&id_order={order}&key={token}', {
      ms: 320,
      isOrder: true,
      isConfirmation: true,
    }),
  },
  enter: [
    ['landing', 4],
    ['category', 2],
    ['product', 4],
  ],
  browse: [
    ['product', 5],
    ['category', 3],
  ],
  menu: 'product',
  cart: ['addToCart', 'cart'],
  checkout: ['checkout', 'address'],
  place: ['pay', 'confirmation'],
  refused: { page: 'address', status: 200 },
  breaks: { checkout: 'checkout', payment: 'pay', loop: 'checkout' },
  script: { path: '/themes/classic/assets/js/checkout-7c1e.js', page: 'checkout' },
  assets: [
    '/themes/classic/assets/css/theme.css',
    '/themes/classic/assets/js/theme.js',
    '/img/logo.png',
  ],
  steps: [
    { name: 'landing', match: [{ path: '/' }] },
    { name: 'product', match: [{ path: '/*/*.html' }] },
    { name: 'cart', match: [{ path: '/panier', query: { action: 'show' } }] },
    { name: 'checkout', match: [{ method: 'GET', path: '/commande' }] },
    {
      name: 'order',
      match: [{ path: '/confirmation-commande', query: { id_order: '*' } }],
    },
  ],
  orderId: { query: 'id_order' },
}
