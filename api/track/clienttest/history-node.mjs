// Sends the calls of a packed NDJSON file with @segment/analytics-node, at most
// as many as given, as somebody would who moves house.
import { Analytics } from '@segment/analytics-node'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'

const [server, file, most] = process.argv.slice(2)
const analytics = new Analytics({ writeKey: 'abc123', host: server, maxEventsInBatch: 200, flushInterval: 200, httpRequestTimeout: 60_000 })
analytics.on('error', (e) => { console.error(e); process.exitCode = 1 })
let n = 0
for await (const line of createInterface({ input: createReadStream(file).pipe(createGunzip()) })) {
  const { type, ...call } = JSON.parse(line)
  await new Promise((sent) => {
    // One batch in flight at a time keeps this within what one machine buffers.
    if (++n % 200 === 0) analytics[type](call, sent)
    else { analytics[type](call); sent() }
  })
  if (n == most) break
}
await analytics.closeAndFlush({ timeout: 120_000 })
