// Sends calls with @rudderstack/rudder-sdk-node to the server given.
import { createRequire } from 'node:module'

const sdk = createRequire(import.meta.url)('@rudderstack/rudder-sdk-node')
const Rudder = sdk.default ?? sdk
const client = new Rudder('abc123', { dataPlaneUrl: process.argv[2], flushAt: 20, logLevel: 'error' })
const sent = (call) => new Promise((ok, no) => call((err) => (err ? no(err) : ok())))
const all = [
  sent((done) => client.identify({ userId: 'u2', traits: { phone: '+84912345679' } }, done)),
  sent((done) => client.track({ userId: 'u2', event: 'Booking Made', properties: { branch: 'Quận 1' } }, done)),
  sent((done) => client.page({ anonymousId: 'a2', name: 'Home' }, done)),
]
client.flush()
await Promise.all(all)
process.exit(0)
