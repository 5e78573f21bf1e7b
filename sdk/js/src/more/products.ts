// Product views: what the page itself says that it sells, to search engines
// (schema.org as JSON-LD or microdata), to social sites (OpenGraph), or by the
// marks of WooCommerce and Shopify. A page with several products shows a list.

import type { Extras, Fields, Track } from '../extras'
import { amount } from './amount'
import { clean } from './clean'

/* eslint-disable-next-line @typescript-eslint/no-explicit-any */
type Any = any

export function viewProduct(extras: Extras, track: Track): void {
  // The shop's own snippet said it already, with more in it.
  if (extras.said['Product Viewed'] == location.href) return
  const found = linked() || marked() || social() || woo() || shopify()
  if (!found || !found.name) return
  const product: Fields = {}
  for (const name in found) {
    const value = typeof found[name] == 'string' ? clean(found[name] as string, 200) : found[name]
    if (value || value === 0) product[name] = value
  }
  track('Product Viewed', product)
}

const list = (x: Any): Any[] => (Array.isArray(x) ? x : x ? [x] : [])
const text = (x: Any): string | undefined => (x && typeof x == 'object' ? x.name || x['@id'] : x == null ? x : '' + x)
const isProduct = (x: Any): boolean => list(x['@type']).some((t) => /(^|\/)Product(Group)?$/.test(t))

function linked(): Fields | undefined {
  const all: Any[] = []
  const collect = (x: Any): void =>
    list(x).forEach((node) => {
      if (isProduct(node)) all.push(node)
      else ['@graph', 'mainEntity'].forEach((inner) => collect(node[inner]))
    })
  document.querySelectorAll('script[type="application/ld+json"]').forEach((script) => {
    try {
      collect(JSON.parse(script.textContent || ''))
    } catch {
      // not ours to mend
    }
  })
  const here = (node: Any): boolean => [node.url, node['@id']].some((url) => url && path(url) == location.pathname)
  const node = all.length > 1 ? all.find(here) : all[0]
  if (!node) return
  const variant = list(node.hasVariant)[0] || {}
  const offer = list(node.offers)[0] || list(variant.offers)[0] || {}
  const inner = list(offer.offers)[0] || list(offer.priceSpecification)[0] || {}
  const sku = text(node.sku || variant.sku)
  return {
    product_id: text(node.productID || node.productGroupID || sku || node.mpn),
    sku,
    name: text(node.name),
    brand: text(node.brand),
    category: text(list(node.category)[0]),
    price: amount(offer.price || offer.lowPrice || inner.price),
    currency: offer.priceCurrency || inner.priceCurrency,
  }
}

function path(url: Any): string {
  try {
    return new URL(url, location.href).pathname
  } catch {
    return ''
  }
}

function marked(): Fields | undefined {
  const all = document.querySelectorAll('[itemtype$="schema.org/Product" i]')
  if (all.length != 1) return
  const prop = (name: string): string | undefined => {
    const e = all[0].querySelector(`[itemprop="${name}"]`)
    return e ? e.getAttribute('content') || (e as HTMLElement).innerText : undefined
  }
  const sku = prop('sku')
  return {
    product_id: prop('productID') || sku,
    sku,
    name: prop('name'),
    brand: prop('brand'),
    price: amount(prop('price')),
    currency: prop('priceCurrency'),
  }
}

function social(): Fields | undefined {
  const meta = (...names: string[]): string | undefined => {
    for (const name of names) {
      const e = document.querySelector(`meta[property="${name}"],meta[name="${name}"]`)
      if (e) return e.getAttribute('content') || undefined
    }
    return undefined
  }
  if (!/^(og:)?product/.test(meta('og:type') || '')) return
  const id = meta('product:retailer_item_id')
  return {
    product_id: id,
    sku: id,
    name: meta('og:title'),
    brand: meta('product:brand'),
    category: meta('product:category'),
    price: amount(meta('product:price:amount', 'og:price:amount')),
    currency: meta('product:price:currency', 'og:price:currency'),
  }
}

function woo(): Fields | undefined {
  const title = document.querySelector('.single-product .product_title') as HTMLElement | null
  if (!title) return
  const buy = document.querySelector('form.cart [name="add-to-cart"]') as HTMLInputElement | null
  const sku = document.querySelector('.product_meta .sku') as HTMLElement | null
  return { product_id: buy && buy.value, sku: sku && sku.innerText, name: title.innerText }
}

function shopify(): Fields | undefined {
  const shop = (window as Any).ShopifyAnalytics
  const product = shop && shop.meta && shop.meta.product
  if (!product) return
  const variant = list(product.variants)[0] || {}
  return {
    product_id: text(product.id),
    sku: variant.sku,
    name: variant.name,
    brand: product.vendor,
    category: product.type,
    price: variant.price && variant.price / 100, // in cents
    currency: shop.meta.currency,
  }
}
