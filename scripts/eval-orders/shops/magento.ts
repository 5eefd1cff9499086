import { form, get, post, type Shop } from '../shop'

export const magento: Shop = {
  name: 'magento',
  conversion: 0.07,
  zone: 'America/New_York',
  market: 'us',
  logZone: 'America/New_York',
  format: 'combined-time',
  currency: 'USD',
  averageOrder: 96,
  pages: {
    landing: get('/', { ms: 260 }),
    category: get('/women/tops-women.html', { ms: 420 }),
    product: get('/{slug}.html', { ms: 380 }),
    addToCart: form('/checkout/cart/add/product/{item}/', { ms: 500 }),
    cart: get('/checkout/cart/', { ms: 450 }),
    checkout: get('/checkout/', { ms: 520 }),
    shipping: post('/rest/default/V1/guest-carts/{token}/shipping-information', { ms: 480 }),
    place: post('/rest/default/V1/guest-carts/{token}/payment-information', {
      ms: 1400,
      isOrder: true,
    }),
    success: get('/checkout/onepage/success/', {
      ms: 400,
      isConfirmation: true,
      reloadStatus: 302,
    }),
  },
  enter: [
    ['landing', 4],
    ['category', 3],
    ['product', 4],
  ],
  browse: [
    ['product', 5],
    ['category', 4],
  ],
  menu: 'product',
  cart: ['addToCart', 'cart'],
  checkout: ['checkout', 'shipping'],
  place: ['place', 'success'],
  refused: { page: 'place', status: 400 },
  breaks: { checkout: 'checkout', payment: 'place', loop: 'checkout' },
  script: {
    path: '/static/version1738/frontend/Magento/luma/en_US/Magento_Checkout/js/view/payment.js',
    page: 'checkout',
  },
  assets: [
    '/static/version1738/frontend/Magento/luma/en_US/css/styles-m.css',
    '/static/version1738/frontend/Magento/luma/en_US/requirejs/require.js',
    '/media/catalog/product/w/s/ws03-black_main.jpg',
  ],
  preset: 'magento',
  steps: [
    { name: 'landing', match: [{ path: '/' }] },
    { name: 'product', match: [{ path: '/*.html' }, { path: '/**/*.html' }] },
    { name: 'cart', match: [{ path: '/checkout/cart' }] },
    { name: 'checkout', match: [{ path: '/checkout' }] },
    {
      name: 'order',
      match: [{ method: 'POST', path: '/rest/*/V1/guest-carts/*/payment-information' }],
    },
  ],
}
