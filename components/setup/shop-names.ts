import type { PresetName } from '@/lib/shop/presets'

export const shopNames: Readonly<Record<PresetName, string>> = {
  cafe: 'The café',
  woocommerce: 'WooCommerce',
  magento: 'Magento',
  prestashop: 'PrestaShop',
  shopify: 'Shopify',
  opencart: 'OpenCart',
  shopware: 'Shopware',
}
