// The plug-in snippets of shops: their templates rendered over the objects that
// each platform documents, the pages opened in a real browser, and what comes of
// it. What a platform's template engine does beyond Liquid is its own.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import vm from 'node:vm'
import { Liquid } from 'liquidjs'
import { inWorld, launch } from './world.mjs'

let browser
before(async () => {
  browser = await launch()
})
after(() => browser.close())

const plugin = (name, api) =>
  readFileSync(new URL('../plugins/' + name, import.meta.url), 'utf8')
    .replaceAll('__HOST__', api.origin)
    .replaceAll('__KEY__', 'wk_test')

const snippetOf = (api) => `<script async src="${api.origin}/cham.js" data-key="wk_test"></script>`

/** A template engine whose filter "money" writes as a shop does. */
function engine(money) {
  const liquid = new Liquid()
  liquid.registerFilter('money', money)
  return liquid
}
const vnd = new Intl.NumberFormat('vi-VN')
const cents = (n) => (n == null ? '' : vnd.format(n / 100) + '₫') // of a hundredth, as Shopify and Haravan count
const dong = (n) => (n == null ? '' : `<span class="money">${new Intl.NumberFormat('en').format(n)}Đ</span>`) // as Sapo does

/** Opens a template over a shop's objects and answers the calls that come. */
async function opened({ api, site, page, ready }, liquid, file, objects, body = '', n = 1) {
  const head = await liquid.parseAndRender(plugin(file, api), objects)
  assert.ok(!/\{[{%]/.test(head), 'nothing of the template is left')
  site.pages['/x'] =
    `<!doctype html><html><head><meta charset="utf-8"><title>Shop</title>${head}</head><body>${body}</body></html>`
  await page.goto(site.origin + '/x')
  await ready()
  await api.until(() => api.calls().length >= n)
  return api.calls()
}
const scene = (name, body) => test(name, { timeout: 60_000 }, () => inWorld(browser, body))
const event = (calls, name) => calls.find((call) => call.event == name)

// Objects as the platforms document them: shopify.dev/docs/api/liquid/objects
// (product, variant, cart, line_item, customer), support.sapo.vn (order-object,
// product-variant, the cart of docs.sapo.vn), huongdan.haravan.com (variables of
// e-mails). Names hold what a script must not break out of.
const evil = 'Son "đỏ" <script>alert(1)</script>'
const lan = { id: 77, email: 'lan@example.vn', phone: '0987123987', first_name: 'Lan', last_name: 'Nguyễn' }
const product = {
  id: 9001,
  title: evil,
  name: evil,
  vendor: 'Mộc An',
  type: 'Son môi',
  product_type: 'Son môi',
}

scene('Shopify: a product, and who looks at it', async (world) => {
  const variant = { id: 1, sku: 'SON-DO', price: 12900000, title: 'Đỏ' }
  const calls = await opened(
    world,
    engine(cents),
    'shopify.liquid',
    {
      template: { name: 'product' },
      customer: lan,
      product: { ...product, selected_or_first_available_variant: variant, variants: [variant] },
      cart: { currency: { iso_code: 'VND' }, items: [], total_price: 0 },
    },
    `<form action="/cart/add" method="post" onsubmit="event.preventDefault()"><input name="quantity" value="2"><button>Thêm</button></form>`,
    3,
  )
  assert.deepEqual(
    calls.map((call) => call.event || call.type),
    ['page', 'identify', 'Product Viewed'],
  )
  assert.equal(calls[1].userId, '77')
  assert.deepEqual(calls[1].traits, { email: lan.email, phone: lan.phone, firstName: 'Lan', lastName: 'Nguyễn' })
  const seen = {
    product_id: '9001',
    sku: 'SON-DO',
    name: evil,
    price: 129000,
    currency: 'VND',
    brand: 'Mộc An',
    category: 'Son môi',
  }
  assert.deepEqual(calls[2].properties, seen)
  await world.page.click('button')
  await world.api.until(() => world.api.events().includes('Product Added'))
  assert.deepEqual(event(world.api.calls(), 'Product Added').properties, { ...seen, quantity: 2 })
})

scene('Shopify: the cart, and nobody signed in', async (world) => {
  const calls = await opened(
    world,
    engine(cents),
    'shopify.liquid',
    {
      template: { name: 'cart' },
      cart: {
        currency: { iso_code: 'VND' },
        total_price: 25800000,
        items: [
          {
            product_id: 9001,
            sku: 'SON-DO',
            product: { title: evil },
            variant: { title: 'Đỏ' },
            final_price: 12900000,
            quantity: 2,
          },
        ],
      },
    },
    '',
    2,
  )
  assert.deepEqual(event(calls, 'Cart Viewed').properties, {
    value: 258000,
    currency: 'VND',
    products: [{ product_id: '9001', sku: 'SON-DO', name: evil, variant: 'Đỏ', price: 129000, quantity: 2 }],
  })
  assert.ok(calls.every((call) => !call.userId))
})

/** Runs the custom pixel as Shopify does, with its events. */
async function pixel(api, cookie, events, allowed = true, kept = new Map()) {
  const heard = {}
  const sent = []
  kept.set('cham_id', cookie)
  const subscribe = (name, f) => (heard[name] = f)
  const localStorage = {
    getItem: async (name) => kept.get(name) ?? null,
    setItem: async (name, value) => void kept.set(name, value),
    removeItem: async (name) => void kept.delete(name),
  }
  const setCookie = async (text) => void kept.set('cham_id', /^cham_id=([^;]+);/.exec(text)[1])
  vm.runInNewContext(plugin('shopify-pixel.js', api), {
    analytics: { subscribe },
    api: { customerPrivacy: { subscribe } },
    browser: { cookie: { get: async (name) => kept.get(name), set: setCookie }, localStorage },
    init: { data: { customer: null }, customerPrivacy: { analyticsProcessingAllowed: allowed } },
    fetch: async (url, request) => sent.push([url, JSON.parse(request.body)]),
    crypto,
  })
  for (const e of events) await heard[e.name](e)
  return sent
}
const context = {
  document: {
    location: { href: 'https://x.vn/checkouts/1', pathname: '/checkouts/1' },
    title: 'Thanh toán',
    referrer: '',
  },
}
// shopify.dev/docs/api/web-pixels-api/standard-events/checkout_completed
const checkout = {
  currencyCode: 'VND',
  email: 'lan@example.vn',
  phone: '+84987123987',
  token: 'tok',
  totalPrice: { amount: 288000, currencyCode: 'VND' },
  order: { id: 'gid://shopify/Order/5501', customer: { id: 'gid://shopify/Customer/77' } },
  lineItems: [
    {
      title: 'Son',
      quantity: 2,
      variant: {
        id: '1',
        sku: 'SON-DO',
        title: 'Đỏ',
        price: { amount: 129000, currencyCode: 'VND' },
        product: { id: '9001', title: 'Son', vendor: 'Mộc An', type: 'Son môi' },
      },
    },
  ],
}

test('Shopify: checkout and order, by its custom pixel', async () => {
  const api = { origin: 'https://cham.example' }
  const at = '2026-11-20T04:00:00.000Z'
  const sent = await pixel(api, 'browser-1', [
    {
      id: 'e1',
      name: 'product_added_to_cart',
      timestamp: at,
      context,
      data: { cartLine: { quantity: 1, merchandise: checkout.lineItems[0].variant } },
    },
    { id: 'e2', name: 'checkout_started', timestamp: at, context, data: { checkout: { ...checkout, order: null } } },
    { id: 'e3', name: 'checkout_completed', timestamp: at, context, data: { checkout } },
  ])
  assert.deepEqual(
    sent.map(([url, body]) => [
      url,
      body.writeKey,
      body.batch[0].event,
      body.batch[0].messageId,
      body.batch[0].anonymousId,
    ]),
    [
      ['https://cham.example/v1/b', 'wk_test', 'Product Added', 'shopify-e1', 'browser-1'],
      ['https://cham.example/v1/b', 'wk_test', 'Checkout Started', 'shopify-e2', 'browser-1'],
      ['https://cham.example/v1/b', 'wk_test', 'Order Completed', 'sale-5501', 'browser-1'],
    ],
  )
  const order = sent[2][1].batch[0]
  assert.equal(order.userId, '77')
  assert.deepEqual(order.context.traits, { email: 'lan@example.vn', phone: '+84987123987' })
  assert.equal(order.properties.order_id, '5501')
  assert.equal(order.properties.revenue, 288000)
  assert.equal(order.properties.products[0].quantity, 2)
  assert.deepEqual(
    await pixel(api, '', [{ id: 'e3', name: 'checkout_completed', timestamp: at, context, data: { checkout } }]),
    [],
  )
})

test('Shopify: nothing without the visitor’s yes, and the yes is said', async () => {
  const api = { origin: 'https://cham.example' }
  const order = {
    id: 'e3',
    name: 'checkout_completed',
    timestamp: '2026-11-20T04:00:00.000Z',
    context,
    data: { checkout },
  }
  const answer = (analyticsProcessingAllowed) => ({
    name: 'visitorConsentCollected',
    customerPrivacy: { analyticsProcessingAllowed },
  })
  assert.deepEqual(await pixel(api, 'browser-1', [order], false), [])
  assert.deepEqual(await pixel(api, 'browser-1', [answer(false), order]), [])
  const sent = await pixel(api, 'browser-1', [order, answer(true), order], false)
  assert.deepEqual(
    sent.map(([, body]) => body.batch[0].context.consent),
    ['granted'],
  )
})

test('Shopify: two buyers in one browser stay two', async () => {
  const api = { origin: 'https://cham.example' }
  const at = '2026-11-20T04:00:00.000Z'
  const order = (email, phone) => ({
    id: 'e3',
    name: 'checkout_completed',
    timestamp: at,
    context,
    data: { checkout: { ...checkout, email, phone } },
  })
  const kept = new Map([['cham.user', '77']])
  const sent = await pixel(
    api,
    'browser-1',
    [
      order('lan@example.vn', '+84987123987'),
      order('Lan@Example.vn ', '0987 123 987'),
      order('hung@example.vn', '0912345678'),
    ],
    true,
    kept,
  )
  const [first, again, other] = sent.map(([, body]) => body.batch[0].anonymousId)
  assert.equal(first, 'browser-1')
  assert.equal(again, 'browser-1')
  assert.notEqual(other, 'browser-1')
  assert.equal(kept.get('cham_id'), other)
  assert.equal(kept.get('cham.user'), undefined)
})

/** A shop's page that says an order and its buyer. */
const thanks = (number, { email = '', phone = '', id = '', at = '' }) =>
  `<!doctype html><html><head><meta charset="utf-8">{{snippet}}<script defer src="/shop"></script>
  <meta name="cham-customer" data-id="${id}" data-email="${email}" data-phone="${phone}">
  <meta name="cham-order" data-order="${number}" data-total="450000" data-currency="VND" data-at="${at}"></head><body></body></html>`

scene('two buyers in one browser stay two', async ({ api, site, page, ready }) => {
  const orders = () => api.calls().filter((call) => call.event == 'Order Completed')
  const buy = async (number, who) => {
    site.pages['/' + number] = thanks(number, who)
      .replace('{{snippet}}', snippetOf(api))
      .replace('/shop', api.origin + '/cham-shop.js')
    await page.goto(`${site.origin}/${number}`)
    await ready()
    await api.until(() => orders().some((call) => call.properties.order_id == number))
    return orders().find((call) => call.properties.order_id == number)
  }
  const lan = await buy('1', { email: 'lan@example.vn', phone: '0987123987' })
  const again = await buy('2', { email: 'LAN@example.vn', phone: '+84 987 123 987' })
  const hung = await buy('3', { email: 'hung@example.vn', phone: '0912345678' })
  const mother = await buy('4', { phone: '0909090901' })
  const signedIn = await buy('5', { id: '77', phone: '0909090901' })
  assert.deepEqual(lan.context.traits, { email: 'lan@example.vn', phone: '0987123987' })
  assert.equal(again.anonymousId, lan.anonymousId)
  assert.notEqual(hung.anonymousId, lan.anonymousId)
  assert.notEqual(mother.anonymousId, hung.anonymousId)
  assert.equal(signedIn.anonymousId, mother.anonymousId)
  assert.equal(signedIn.userId, '77')
  // Nobody is said to be whom an order names, but by the shop's own id.
  assert.deepEqual(
    api
      .calls()
      .filter((call) => call.type == 'identify')
      .map((call) => [call.userId, call.traits]),
    [['77', undefined]],
  )
})

scene('an order whose shop does not say when it was placed keeps its time', async ({ api, site, page, ready }) => {
  site.pages['/x'] = thanks('9', { phone: '0987123987' })
    .replace('{{snippet}}', snippetOf(api))
    .replace('/shop', api.origin + '/cham-shop.js')
  const all = () => api.requests.flatMap((r) => r.body.batch).filter((call) => call.event == 'Order Completed')
  for (const n of [1, 2]) {
    await page.goto(site.origin + '/x')
    await ready()
    await api.until(() => all().length >= n)
  }
  assert.equal(new Set(all().map((call) => call.messageId + call.timestamp)).size, 1)
})

const haravanOrder = {
  order_number: '100055',
  email: 'lan@example.vn',
  created_at: '2026-11-20T04:00:00Z',
  total_price: 45000000,
  billing_address: { phone: '0987123987' },
  customer: lan,
  line_items: [{ product_id: 9001, sku: 'AO', title: 'Áo', price: 45000000, quantity: 1 }],
}
const haravanSaid = {
  order_id: '100055',
  revenue: 450000,
  currency: 'VND',
  products: [{ product_id: '9001', sku: 'AO', name: 'Áo', price: 450000, quantity: 1 }],
}

for (const [how, objects] of [
  ['as the object order', { order: haravanOrder, customer: lan }],
  ['as the variables of e-mails', { ...haravanOrder }],
]) {
  scene(`Haravan: an order, ${how}, counts once`, async (world) => {
    const { api, page } = world
    let calls = await opened(world, engine(cents), 'haravan-order.liquid', objects, '', 3)
    const order = event(calls, 'Order Completed')
    assert.deepEqual(order.properties, haravanSaid)
    assert.equal(order.messageId, 'sale-100055')
    assert.equal(new Date(order.timestamp).toISOString(), '2026-11-20T04:00:00.000Z')
    assert.equal(order.userId, '77')
    await page.reload()
    await api.until(
      () => api.requests.flatMap((r) => r.body.batch).filter((call) => call.event == 'Order Completed').length >= 2,
    )
    calls = api.requests.flatMap((r) => r.body.batch).filter((call) => call.event == 'Order Completed')
    assert.equal(new Set(calls.map((call) => call.messageId + call.timestamp)).size, 1)
  })
}

scene('Haravan: product, cart and checkout', async (world) => {
  const { api, page } = world
  const variants = [{ sku: 'AO' }]
  let calls = await opened(
    world,
    engine(cents),
    'haravan.liquid',
    { template: 'product', customer: lan, product: { ...product, price: 39000000, variants } },
    '',
    3,
  )
  assert.deepEqual(event(calls, 'Product Viewed').properties, {
    product_id: '9001',
    sku: 'AO',
    name: evil,
    price: 390000,
    currency: 'VND',
    brand: 'Mộc An',
    category: 'Son môi',
  })
  calls = await opened(
    world,
    engine(cents),
    'haravan.liquid',
    {
      template: 'cart',
      cart: {
        total_price: 78000000,
        items: [{ product_id: 9001, sku: 'AO', title: 'Áo', price: 39000000, quantity: 2 }],
      },
    },
    '<form onsubmit="event.preventDefault()"><button name="checkout">Thanh toán</button></form>',
    5,
  )
  const cart = {
    value: 780000,
    currency: 'VND',
    products: [{ product_id: '9001', sku: 'AO', name: 'Áo', price: 390000, quantity: 2 }],
  }
  assert.deepEqual(event(calls, 'Cart Viewed').properties, cart)
  await page.click('button')
  await page.click('button')
  await api.until(() => api.events().includes('Checkout Started'))
  assert.deepEqual(event(api.calls(), 'Checkout Started').properties, cart)
  assert.equal(api.events().filter((name) => name == 'Checkout Started').length, 1)
})

scene('Sapo: product, cart and order, in đồng', async (world) => {
  const { api } = world
  const liquid = engine(dong)
  let calls = await opened(
    world,
    liquid,
    'sapo.liquid',
    { template: 'product', product: { ...product, title: undefined, price: 129000, variants: [{ sku: 'SD01' }] } },
    '',
    2,
  )
  assert.deepEqual(event(calls, 'Product Viewed').properties, {
    product_id: '9001',
    sku: 'SD01',
    name: evil,
    price: 129000,
    currency: 'VND',
    brand: 'Mộc An',
    category: 'Son môi',
  })
  calls = await opened(
    world,
    liquid,
    'sapo.liquid',
    {
      template: 'cart',
      cart: {
        total_price: 666666,
        items: [
          { product_id: 11359829, sku: null, title: 'Áo', variant_title: 'Xanh / S', price: 666666, quantity: 1 },
        ],
      },
    },
    '',
    4,
  )
  assert.deepEqual(event(calls, 'Cart Viewed').properties, {
    value: 666666,
    currency: 'VND',
    products: [{ product_id: '11359829', name: 'Áo', variant: 'Xanh / S', price: 666666, quantity: 1 }],
  })
  const order = {
    order_number: 1025,
    name: '#ĐH1025',
    email: 'hoa@example.vn',
    created_on: '2026-11-20T04:00:00Z',
    total_price: 500000,
    customer: { id: 5 },
    billing_address: { phone: '0912000111' },
    line_items: [{ product_id: 3, sku: 'VAY', title: 'Váy', price: 500000, quantity: 1 }],
  }
  for (const objects of [{ order }, { customer: { id: 5, orders: [order] } }]) {
    api.requests.length = 0
    calls = await opened(world, liquid, 'sapo-order.liquid', objects, '', 3)
    assert.deepEqual(event(calls, 'Order Completed').properties, {
      order_id: '1025',
      revenue: 500000,
      currency: 'VND',
      products: [{ product_id: '3', sku: 'VAY', name: 'Váy', price: 500000, quantity: 1 }],
    })
    assert.equal(calls.find((call) => call.type == 'identify').userId, '5')
  }
})

const php = spawnSync('php', ['-v']).status === 0
test('WooCommerce: the plugin is PHP', { skip: !php && 'php is not installed' }, () => {
  execFileSync('php', ['-l', new URL('../plugins/woocommerce.php', import.meta.url).pathname])
})

/** WordPress and WooCommerce, as far as the plugin asks them. */
const wordpress = `<?php
define('ABSPATH', '/');
$hooks = array(); $page = $argv[1];
function add_action($name, $f) { global $hooks; $hooks[$name] = $f; }
function is_user_logged_in() { global $page; return $page === 'product'; }
function nocache_headers() {}
function esc_attr($s) { return htmlspecialchars((string) $s, ENT_QUOTES); }
function wp_get_post_terms($id, $t, $a) { return array('Son môi'); }
function wc_get_price_to_display($p) { return 129000; }
function get_woocommerce_currency() { return 'VND'; }
function wp_get_current_user() { return (object) array('ID' => 4, 'user_email' => 'lan@example.vn', 'first_name' => 'Lan', 'last_name' => ''); }
function get_user_meta($id, $k, $one) { return '0987123987'; }
function is_product() { global $page; return $page === 'product'; }
function is_cart() { global $page; return $page === 'cart'; }
function is_checkout() { global $page; return $page === 'checkout' || $page === 'order'; }
function is_order_received_page() { global $page; return $page === 'order'; }
function get_queried_object_id() { return 71; }
class Product { function get_id() { return 71; } function get_parent_id() { return 0; } function get_sku() { return 'SON'; } function get_name() { return 'Son "đỏ"'; } }
class Item { function get_product() { return new Product; } function get_name() { return 'Son "đỏ"'; } function get_quantity() { return 2; } }
class Order {
  function has_status($s) { return in_array('processing', (array) $s); }
  function get_billing_email() { return 'lan@example.vn'; } function get_billing_phone() { return '0987123987'; }
  function get_billing_first_name() { return 'Lan'; } function get_billing_last_name() { return ''; }
  function get_order_number() { return '10045'; } function get_total() { return '288000.00'; } function get_currency() { return 'VND'; }
  function get_shipping_total() { return '30000'; } function get_discount_total() { return '0'; }
  function get_date_created() { return new DateTime('2026-11-20T11:00:00+07:00'); }
  function get_items() { return array(new Item); } function get_item_total($i, $tax) { return 129000; }
}
class Cart { function get_total($c) { return '258000'; } function get_cart() { return array(array('data' => new Product, 'quantity' => 2)); } }
function wc_get_product($id) { return new Product; }
function wc_get_order($id) { return new Order; }
function WC() { return (object) array('cart' => new Cart); }
include $argv[2];
$hooks['template_redirect']();
if (defined('DONOTCACHEPAGE') !== in_array($page, array('product', 'order'), true)) exit('cached wrongly: ' . $page);
$hooks['wp_head']();
if ($page === 'order') $hooks['woocommerce_thankyou'](45);
`

scene('WooCommerce: product, cart, checkout and order', async (world) => {
  if (!php) return
  const { api, site, page, ready } = world
  const fs = await import('node:fs')
  const os = await import('node:os')
  const dir = fs.mkdtempSync(os.tmpdir() + '/woo-')
  fs.writeFileSync(dir + '/wp.php', wordpress)
  fs.writeFileSync(dir + '/cham.php', plugin('woocommerce.php', api))
  for (const name of ['product', 'cart', 'checkout', 'order']) {
    const head = execFileSync('php', ['-d', 'display_errors=1', dir + '/wp.php', name, dir + '/cham.php']).toString()
    site.pages['/' + name] = `<!doctype html><html><head><meta charset="utf-8">${head}</head><body></body></html>`
    await page.goto(`${site.origin}/${name}`)
    await ready()
    await api.until(() => api.calls().some((call) => call.event && call.context.page.path == '/' + name))
  }
  fs.rmSync(dir, { recursive: true })
  const calls = api.calls()
  const line = { product_id: '71', sku: 'SON', name: 'Son "đỏ"', price: 129000, category: 'Son môi' }
  assert.deepEqual(event(calls, 'Product Viewed').properties, { ...line, currency: 'VND' })
  const basket = { value: 258000, currency: 'VND', products: [{ ...line, quantity: 2 }] }
  assert.deepEqual(event(calls, 'Cart Viewed').properties, basket)
  assert.deepEqual(event(calls, 'Checkout Started').properties, basket)
  const order = event(calls, 'Order Completed')
  assert.deepEqual(order.properties, {
    order_id: '10045',
    revenue: 288000,
    currency: 'VND',
    shipping: 30000,
    discount: 0,
    products: [{ ...line, quantity: 2 }],
  })
  assert.equal(order.messageId, 'sale-10045')
  assert.equal(new Date(order.timestamp).toISOString(), '2026-11-20T04:00:00.000Z')
  assert.equal(calls.find((call) => call.type == 'identify').traits.phone, '0987123987')
})

// Format version 2 of an export: developers.google.com/tag-platform/tag-manager
// (ContainerVersion of API v2), as public exports have it.
const gtm = (api) => JSON.parse(plugin('gtm.json', api))

test('Tag Manager: the container can be imported', () => {
  const all = gtm({ origin: 'https://cham.example' })
  assert.equal(all.exportFormatVersion, 2)
  assert.match(all.exportTime, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
  const v = all.containerVersion
  const text = (...values) => values.forEach((value) => assert.equal(typeof value, 'string'))
  text(v.path, v.accountId, v.containerId, v.containerVersionId, v.container.publicId)
  assert.deepEqual(v.container.usageContext, ['WEB'])
  const ids = (list, id) => {
    const found = list.map((x) => x[id])
    text(...found)
    assert.equal(new Set(found).size, found.length, id)
    for (const x of list) {
      text(x.name, x.type, x.accountId, x.containerId)
      for (const p of x.parameter || []) {
        assert.ok(['TEMPLATE', 'BOOLEAN', 'INTEGER', 'LIST', 'MAP'].includes(p.type), p.type)
        text(p.key, p.value)
      }
    }
    return found
  }
  ids(v.tag, 'tagId')
  ids(v.variable, 'variableId')
  const triggers = [...ids(v.trigger, 'triggerId'), '2147479553'] // All Pages, which every container has
  for (const tag of v.tag) {
    assert.ok(tag.firingTriggerId.every((id) => triggers.includes(id)))
    const known = [...v.variable.map((x) => x.name), ...v.builtInVariable.map((x) => x.name)]
    const html = tag.parameter.find((p) => p.key == 'html').value
    for (const [, name] of html.matchAll(/\{\{(.+?)\}\}/g)) assert.ok(known.includes(name), name)
  }
})

scene('Tag Manager: GA4 events of a data layer become ours', async ({ api, site, page, ready }) => {
  const v = gtm(api).containerVersion
  // What Tag Manager does: the data layer's values in place of its variables.
  const stub = `window.dataLayer = window.dataLayer || []
    const tags = ${JSON.stringify(v.tag).replaceAll('</', '<\\/')}, trigger = ${JSON.stringify(v.trigger[0])}, variables = ${JSON.stringify(v.variable)}
    const model = {}
    function run(tag, event) {
      let html = tag.parameter.find((p) => p.key == 'html').value.replaceAll('{{Event}}', JSON.stringify(event))
      for (const x of variables) {
        const value = model[x.parameter.find((p) => p.key == 'name').value]
        html = html.replaceAll('{{' + x.name + '}}', value === undefined ? 'undefined' : JSON.stringify(value))
      }
      const script = document.createElement('script')
      script.text = html.replace(/<\\/?script>/g, '')
      document.head.append(script)
    }
    function push(data) {
      Object.assign(model, data)
      if (data.event && new RegExp(trigger.customEventFilter[0].parameter[1].value).test(data.event)) run(tags[1], data.event)
    }
    run(tags[0], 'gtm.js')
    dataLayer.forEach(push)
    dataLayer.push = push`
  site.pages['/x'] = `<!doctype html><html><head><meta charset="utf-8"><script>
    window.dataLayer = [{user_id: 77, user_data: {email: 'lan@example.vn', phone_number: '+84987123987'}},
      {event: 'view_item', ecommerce: {currency: 'VND', value: 129000, items: [{item_id: 'SON', item_name: 'Son', item_brand: 'Mộc An', price: '129000', quantity: 1}]}}]
    </script><script>${stub}</script></head><body></body></html>`
  await page.goto(site.origin + '/x')
  await ready()
  await page.evaluate(() => {
    const items = [{ item_id: 'SON', item_name: 'Son', price: 129000, quantity: 2 }]
    dataLayer.push({ ecommerce: null })
    dataLayer.push({ event: 'begin_checkout', ecommerce: { currency: 'VND', value: 258000, items } })
    dataLayer.push({ event: 'scroll' })
    dataLayer.push({
      event: 'purchase',
      ecommerce: { transaction_id: '10045', currency: 'VND', value: 288000, shipping: 30000, items },
    })
    dataLayer.push({ event: 'purchase', ecommerce: {} }) // names no order
  })
  await api.until(() => api.events().includes('Order Completed'))
  const calls = api.calls()
  assert.deepEqual(event(calls, 'Product Viewed').properties, {
    product_id: 'SON',
    name: 'Son',
    brand: 'Mộc An',
    price: 129000,
    quantity: 1,
    currency: 'VND',
  })
  assert.equal(event(calls, 'Product Viewed').userId, '77')
  const products = [{ product_id: 'SON', name: 'Son', price: 129000, quantity: 2 }]
  assert.deepEqual(event(calls, 'Checkout Started').properties, { products, currency: 'VND', value: 258000 })
  const orders = calls.filter((call) => call.event == 'Order Completed')
  assert.equal(orders.length, 1)
  assert.deepEqual(orders[0].properties, {
    products,
    currency: 'VND',
    order_id: '10045',
    revenue: 288000,
    shipping: 30000,
  })
  assert.equal(orders[0].messageId, 'sale-10045')
  assert.deepEqual(orders[0].context.traits, { email: 'lan@example.vn', phone: '+84987123987' })
  const first = orders[0].timestamp
  await page.reload() // fires the purchase again: it is of the same moment
  await ready()
  await page.evaluate(() =>
    dataLayer.push({ event: 'purchase', ecommerce: { transaction_id: '10045', currency: 'VND', value: 288000 } }),
  )
  const told = () => api.requests.flatMap((r) => r.body.batch).filter((call) => call.event == 'Order Completed')
  await api.until(() => told().length >= 2)
  assert.ok(told().every((call) => call.timestamp == first))
  assert.deepEqual(calls.find((call) => call.type == 'identify').traits, {
    email: 'lan@example.vn',
    phone: '+84987123987',
  })
  assert.ok(!calls.some((call) => call.event == 'scroll'))
})
