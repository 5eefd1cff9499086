import { cafeSteps } from './cafe-steps'
import type { OrderId } from './order-id'
import type { Match, Step } from './steps'

/** The way to an order in a kind of shop, as it comes out of the box. */
export interface Preset {
  steps: readonly Step[]
  orderId?: OrderId
}

const get = (path: string, more: Omit<Match, 'path' | 'method'> = {}): Match => ({
  method: 'GET',
  path,
  ...more,
})
const post = (path: string): Match => ({ method: 'POST', path })
const step = (name: string, ...match: Match[]): Step => ({ name, match })
const route = (name: string): Match => ({ query: { route: name } })

/** A page that thanks for an order sends whoever has none elsewhere, so that only 2xx is an order. */
const thanks = { status: '2xx' } as const

const cafe: Preset = { steps: cafeSteps }

/**
 * Pages and endpoints of https://woocommerce.com/document/woocommerce-endpoints-2-1/; the classic checkout
 * posts to `?wc-ajax=checkout` (WC_AJAX), which answers 200 to a refused card too, the block checkout to the
 * Store API. Both lead to order-received, so that is the order.
 */
const woocommerce: Preset = {
  steps: [
    step(
      'shop',
      get('/'),
      get('/**/shop/**'),
      get('/**/product/*'),
      get('/**/product-category/**'),
      // Without permalinks.
      get('/', { query: { product: '*' } }),
    ),
    step(
      'cart',
      get('/**/cart'),
      { method: 'POST', query: { 'wc-ajax': 'add_to_cart' } },
      { query: { 'add-to-cart': '*' } },
      post('/**/wp-json/wc/store/v1/cart/add-item'),
      post('/**/wp-json/wc/store/v1/batch'),
    ),
    step('checkout', get('/**/checkout')),
    step(
      'payment',
      { method: 'POST', query: { 'wc-ajax': 'checkout' } },
      post('/**/wp-json/wc/store/v1/checkout/**'),
      post('/**/checkout/order-pay/*'),
    ),
    step('order', get('/**/order-received/*', thanks), {
      method: 'GET',
      query: { 'order-received': '*' },
      ...thanks,
    }),
  ],
  orderId: ['/**/order-received/{id}', '?order-received={id}'],
}

/**
 * Magento 2 and Adobe Commerce: the routes of Magento_Catalog and Magento_Checkout, the REST calls of the
 * checkout from its webapi.xml. Pages have the suffix .html, static files lie deeper. The success page shows
 * once an order (Checkout\Session::clearQuote), so that none needs its number.
 */
const magento: Preset = {
  steps: [
    step(
      'catalog',
      get('/'),
      get('/*.html'),
      get('/*/*.html'),
      get('/*/*/*.html'),
      get('/**/catalog/product/view/**'),
      get('/**/catalogsearch/result'),
    ),
    step('cart', get('/**/checkout/cart'), post('/**/checkout/cart/add/**')),
    step('checkout', get('/**/checkout'), post('/**/rest/*/V1/*/*/shipping-information')),
    step(
      'payment',
      post('/**/rest/*/V1/carts/mine/payment-information'),
      post('/**/rest/*/V1/guest-carts/*/payment-information'),
      post('/**/paypal/express/placeOrder'),
    ),
    step(
      'order',
      get('/**/checkout/onepage/success', thanks),
      get('/**/multishipping/checkout/success', thanks),
    ),
  ],
}

const prestashopPage = (controller: string, ...names: string[]): Match[] => [
  ...names.map((name) => get(`/**/${name}`)),
  { method: 'GET', query: { controller } },
]

/**
 * PrestaShop: friendly addresses (categories `3-clothes`, products `2-9-brown-bear.html`) and `index.php?controller=…`
 * of Dispatcher; the names of pages in English, French, German, Italian and Spanish.
 */
const prestashop: Preset = {
  steps: [
    step(
      'catalog',
      get('/'),
      get('/**/*-*.html'),
      { method: 'GET', query: { controller: 'product' } },
      { method: 'GET', query: { controller: 'category' } },
    ),
    step(
      'cart',
      ...prestashopPage('cart', 'cart', 'panier', 'warenkorb', 'carrello', 'carrito'),
      post('/**/cart'),
      post('/**/panier'),
    ),
    step(
      'checkout',
      ...prestashopPage('order', 'order', 'commande', 'bestellung', 'ordine', 'pedido'),
    ),
    step(
      'payment',
      { path: '/**/module/*/validation' },
      { query: { fc: 'module', controller: 'validation' } },
    ),
    step(
      'order',
      ...prestashopPage(
        'order-confirmation',
        'order-confirmation',
        'confirmation-commande',
        'bestellbestatigung',
        'conferma-ordine',
        'confirmacion-pedido',
      ).map((match) => ({ ...match, ...thanks })),
    ),
  ],
  orderId: ['?id_order={id}', '?id_cart={id}'],
}

/**
 * Shopify keeps its access log to itself: these are the addresses that a proxy of one's own or a log drain
 * sees. Checkouts are `/checkouts/cn/<token>/<language>/thank-you`, older ones `/<shop>/checkouts/<token>/thank_you`.
 */
const shopify: Preset = {
  steps: [
    step('shop', get('/'), get('/**/products/*'), get('/**/collections/**')),
    step('cart', get('/**/cart'), post('/**/cart/add'), post('/**/cart/add.js')),
    step('checkout', { path: '/**/checkout' }, get('/**/checkouts/**')),
    step(
      'order',
      get('/**/checkouts/**/thank-you', thanks),
      get('/**/checkouts/**/thank_you', thanks),
    ),
  ],
  orderId: [
    '/**/checkouts/{id}/thank_you',
    '/**/checkouts/*/{id}/**/thank-you',
    '/**/checkouts/*/{id}/**/thank_you',
  ],
}

/**
 * OpenCart: `index.php?route=…` as in catalog/controller, which stands in every address but those of products
 * and categories with SEO names. The success page has no number: reloading it counts again.
 */
const opencart: Preset = {
  steps: [
    step(
      'catalog',
      get('/'),
      { method: 'GET', ...route('common/home') },
      { method: 'GET', ...route('product/product') },
      { method: 'GET', ...route('product/category') },
      { method: 'GET', ...route('product/search') },
    ),
    step('cart', route('checkout/cart'), route('checkout/cart/add'), route('checkout/cart.add')),
    step('checkout', route('checkout/checkout')),
    step(
      'payment',
      route('checkout/confirm'),
      route('checkout/confirm.confirm'),
      route('checkout/confirm|confirm'),
    ),
    step('order', { method: 'GET', ...route('checkout/success'), ...thanks }),
  ],
}

/**
 * Shopware 6: the routes of its Storefront controllers (Product, Navigation, CheckoutController, CartLineItemController).
 * Products and categories have addresses of two segments as a rule, assets lie deeper.
 */
const shopware: Preset = {
  steps: [
    step('catalog', get('/'), get('/*/*'), get('/**/detail/*'), get('/**/navigation/*')),
    step(
      'cart',
      get('/**/checkout/cart'),
      get('/**/checkout/offcanvas'),
      post('/**/checkout/line-item/add'),
    ),
    step('checkout', get('/**/checkout/register'), get('/**/checkout/confirm')),
    step('payment', post('/**/checkout/order')),
    step('order', get('/**/checkout/finish', thanks)),
  ],
  orderId: '/**/checkout/finish?orderId={id}',
}

export const presetNames = [
  'cafe',
  'woocommerce',
  'magento',
  'prestashop',
  'shopify',
  'opencart',
  'shopware',
] as const
export type PresetName = (typeof presetNames)[number]

export const presets: Readonly<Record<PresetName, Preset>> = {
  cafe,
  woocommerce,
  magento,
  prestashop,
  shopify,
  opencart,
  shopware,
}
