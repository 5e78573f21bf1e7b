// What a shop's own pages say of a customer, a product, a cart and an order, in
// the e-commerce standard's names. The plug-in snippets (plugins/) write it into
// the page as <meta name="cham-…" data-…>, which every platform's templates can;
// everything else is here, where it can be mended without pasting anew.

import { amount } from './more/amount'

type Fields = { [name: string]: unknown }

/** Calls wait where cham.js is not there yet, and go by push where it is. */
const cham = window as unknown as { cham: { push(call: unknown[]): void } }
cham.cham = cham.cham || ([] as unknown[])
const call = (...parts: unknown[]): void => cham.cham.push(parts)

const all = (name: string): HTMLElement[] => Array.from(document.querySelectorAll(`meta[name="cham-${name}"]`))

/** What an element says, without what it leaves empty. Money is a number of the
 * currency's units however the shop writes it; text is as the shop has it. */
function read(e: HTMLElement | undefined, names: { [data: string]: string }): Fields {
  const found: Fields = {}
  for (const data in names) {
    const said = ((e && e.dataset[data]) || '').trim()
    const number = /^(price|total|shipping|discount|quantity)$/.test(data)
    const value = number ? amount(said) : said
    if (value !== '' && value !== undefined) found[names[data]] = value
  }
  return found
}

const product = {
  id: 'product_id',
  sku: 'sku',
  name: 'name',
  price: 'price',
  brand: 'brand',
  category: 'category',
  variant: 'variant',
}
const lines = (): Fields[] => all('line').map((e) => read(e, { ...product, quantity: 'quantity' }))

const traitsOf = (e: HTMLElement | undefined): Fields =>
  read(e, { email: 'email', phone: 'phone', firstName: 'firstName', lastName: 'lastName', full: 'name' })

function identify(e: HTMLElement): void {
  const traits = traitsOf(e)
  const id = (e.dataset.id || '').trim()
  if (id) call('identify', id, traits)
  else if (traits.email || traits.phone) call('identify', traits)
}

/** A cart, a checkout or an order: what is in it and what it comes to. */
function basket(e: HTMLElement, total: string): Fields {
  return {
    ...read(e, { total, currency: 'currency', coupon: 'coupon', shipping: 'shipping', discount: 'discount' }),
    products: lines(),
  }
}

/** An order counts once, however often its page is opened: its id is its number,
 * and its time the one at which it was placed. Whose e-mail and phone it names is
 * whose order it is; who uses the browser may be another. */
function order(e: HTMLElement, buyer: HTMLElement | undefined): void {
  const number = (e.dataset.order || '').trim()
  if (!number) return
  const id = ((buyer && buyer.dataset.id) || '').trim()
  if (id) call('identify', id)
  const placed = new Date(e.dataset.at || '')
  call(
    'track',
    'Order Completed',
    { order_id: number, ...basket(e, 'revenue') },
    {
      messageId: 'sale-' + number.slice(0, 90),
      timestamp: isNaN(+placed) ? undefined : placed,
      traits: buyer && traitsOf(buyer),
    },
  )
}

function look(): void {
  const orders = all('order')
  const people = all('customer')
  const buyer = orders[0] && people.pop() // an order's page says its buyer last
  people.forEach(identify)
  all('product').forEach((e) => call('track', 'Product Viewed', read(e, { ...product, currency: 'currency' })))
  all('cart').forEach((e) => call('track', 'Cart Viewed', basket(e, 'value')))
  all('checkout').forEach((e) => call('track', 'Checkout Started', basket(e, 'value')))
  orders.forEach((e) => order(e, buyer))
}

/** Into the cart: the form of a product's page. The shop may send it without
 * leaving the page. */
function watchCart(): void {
  document.addEventListener(
    'submit',
    (e) => {
      const form = e.target as HTMLFormElement
      const to = form.getAttribute('action') || ''
      if (!/\/cart\/add/.test(to) && !form.matches('form.cart')) return
      const quantity = form.querySelector('[name="quantity"],[name="Quantity"]') as HTMLInputElement | null
      const said = read(all('product')[0], { ...product, currency: 'currency' })
      call('track', 'Product Added', { ...said, quantity: (quantity && amount(quantity.value)) || 1 })
    },
    true,
  )
}

/** To the checkout, where its pages cannot carry the snippet: the cart's button. */
function watchCheckout(): void {
  let told = false
  document.addEventListener(
    'click',
    (e) => {
      const at = e.target instanceof Element && e.target.closest('[name="checkout"],a[href*="/checkout"]')
      if (!at || told || all('checkout')[0]) return
      told = true
      const cart = all('cart')[0]
      call('track', 'Checkout Started', cart ? basket(cart, 'value') : {})
    },
    true,
  )
}

function begin(): void {
  look()
  watchCart()
  watchCheckout()
}

if (document.readyState == 'loading') document.addEventListener('DOMContentLoaded', begin)
else begin()
