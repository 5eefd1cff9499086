import type { Shop } from './shop'
import { cafe } from './shops/cafe'
import { magento } from './shops/magento'
import { opencart } from './shops/opencart'
import { prestashop } from './shops/prestashop'
import { shopware } from './shops/shopware'
import { singlePage } from './shops/single-page'
import { woocommerce } from './shops/woocommerce'

export const shops: readonly Shop[] = [
  cafe,
  woocommerce,
  magento,
  prestashop,
  shopware,
  opencart,
  singlePage,
]

/** Orders a day. */
export const sizes: readonly number[] = [31, 190, 900]
