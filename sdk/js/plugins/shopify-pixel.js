// Chạm: Shopify → Settings → Customer events → Add custom pixel
// Cart, checkout and orders: Shopify keeps theme code away from its checkout.
// Nothing is sent of a visitor who does not allow analytics (Shopify's privacy banner).
const host = '__HOST__'
const key = '__KEY__'

const product = (variant, quantity) => ({
  product_id: variant.product && variant.product.id,
  sku: variant.sku || undefined,
  name: variant.product && variant.product.title,
  variant: variant.title || undefined,
  brand: (variant.product && variant.product.vendor) || undefined,
  category: (variant.product && variant.product.type) || undefined,
  price: variant.price && variant.price.amount,
  quantity,
})

const basket = (checkout, total) => ({
  [total]: checkout.totalPrice && checkout.totalPrice.amount,
  currency: checkout.currencyCode,
  products: checkout.lineItems.filter((line) => line.variant).map((line) => product(line.variant, line.quantity)),
})

// What the visitor allows: as the page began, and whenever it is answered anew.
let allowed = init.customerPrivacy || {}
const privacy =
  typeof customerPrivacy != 'undefined' ? customerPrivacy : typeof api != 'undefined' && api.customerPrivacy
if (privacy && privacy.subscribe)
  privacy.subscribe('visitorConsentCollected', (event) => (allowed = event.customerPrivacy))

// As cham.js marks an e-mail or phone: what is kept does not tell them.
function markOf(said) {
  let text = String(said).toLowerCase().replace(/\s/g, '')
  if (!text.includes('@')) text = text.replace(/\D/g, '').slice(-9)
  let mark = 5381
  for (let i = 0; i < text.length; i++) mark = ((mark * 33) ^ text.charCodeAt(i)) >>> 0
  return mark.toString(36)
}

// The browser's id is the one that the theme's snippet gave it; before the
// visitor's yes there is none. Another buyer on the same browser begins with a new one.
async function browserOf(traits) {
  const id = await browser.cookie.get('cham_id')
  if (!id) return id
  let other = false
  for (const name of ['email', 'phone']) {
    const was = traits[name] && (await browser.localStorage.getItem('cham.' + name))
    other = other || (was && was != markOf(traits[name]))
  }
  if (other) for (const name of ['user', 'email', 'phone']) await browser.localStorage.removeItem('cham.' + name)
  for (const name of ['email', 'phone'])
    if (traits[name]) await browser.localStorage.setItem('cham.' + name, markOf(traits[name]))
  if (!other) return id
  const fresh = crypto.randomUUID()
  await browser.cookie.set('cham_id=' + fresh + '; path=/; max-age=34000000; samesite=lax; secure')
  await browser.localStorage.setItem('cham.id', fresh)
  return fresh
}

let before = Promise.resolve() // one after the other: each may change whose browser it is
const send = (...what) => (before = before.then(() => sendNow(...what)).catch(() => {}))

async function sendNow(event, name, properties, checkout, messageId) {
  if (!allowed.analyticsProcessingAllowed) return
  const page = event.context.document
  const who = (checkout && checkout.order && checkout.order.customer) || init.data.customer || {}
  const traits = {
    email: (checkout && checkout.email) || who.email || undefined,
    phone: (checkout && checkout.phone) || who.phone || undefined,
  }
  const anonymousId = await browserOf(traits)
  if (!anonymousId) return
  await fetch(host + '/v1/b', {
    method: 'POST',
    keepalive: true,
    credentials: 'omit',
    body: JSON.stringify({
      writeKey: key,
      sentAt: new Date(),
      batch: [
        {
          type: 'track',
          event: name,
          messageId: messageId || 'shopify-' + event.id,
          timestamp: event.timestamp,
          anonymousId,
          userId: who.id ? String(who.id).replace(/^.*\//, '') : undefined,
          properties,
          context: {
            library: { name: 'cham.js', version: '1' },
            consent: 'granted',
            traits,
            page: { url: page.location.href, path: page.location.pathname, title: page.title, referrer: page.referrer },
          },
        },
      ],
    }),
  })
}

analytics.subscribe('product_added_to_cart', (event) => {
  const line = event.data.cartLine
  if (!line) return
  const properties = { ...product(line.merchandise, line.quantity), currency: line.merchandise.price.currencyCode }
  return send(event, 'Product Added', properties)
})

analytics.subscribe('checkout_started', (event) =>
  send(event, 'Checkout Started', basket(event.data.checkout, 'value'), event.data.checkout),
)

analytics.subscribe('checkout_completed', (event) => {
  const checkout = event.data.checkout
  const number = String((checkout.order && checkout.order.id) || checkout.token).replace(/^.*\//, '')
  const properties = { order_id: number, ...basket(checkout, 'revenue') }
  return send(event, 'Order Completed', properties, checkout, 'sale-' + number)
})
