// Sends one call of every type with @segment/analytics-node to the server given.
import { Analytics } from '@segment/analytics-node'

const analytics = new Analytics({ writeKey: 'abc123', host: process.argv[2], flushAt: 20 })
analytics.on('error', (e) => { console.error(e); process.exitCode = 1 })
const who = { userId: 'u1' }
analytics.track({ ...who, event: 'Order Completed', properties: { revenue: 250000, currency: 'VND' }, timestamp: new Date('2016-09-05T00:15:19Z') })
analytics.page({ ...who, name: 'Bảng giá', properties: { url: 'https://shop.vn/gia?utm_source=zalo' } })
analytics.screen({ ...who, name: 'Trang chủ' })
analytics.identify({ ...who, traits: { phone: '0912345678', email: 'An@Gmail.com' } })
analytics.group({ ...who, groupId: 'acme', traits: { name: 'ACME' } })
analytics.alias({ previousId: 'old', userId: 'u1' })
analytics.track({ anonymousId: 'null', event: 'Refused' })
await analytics.closeAndFlush()
