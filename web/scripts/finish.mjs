// After the build: compress what will be served, and stop when the first page has grown too heavy.
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url).pathname
const limit = 350 * 1024 // bytes of compressed script before the first page can be used

const files = (dir) =>
  readdirSync(dir).flatMap((name) => {
    const path = join(dir, name)
    return statSync(path).isDirectory() ? files(path) : [path]
  })
for (const path of files(dist)) {
  if (!/\.(js|css|svg|json|html)$/.test(path)) continue
  const body = readFileSync(path)
  writeFileSync(path + '.gz', gzipSync(body, { level: 9 }))
  writeFileSync(path + '.br', brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: body.length } }))
}

const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'))
// What Home needs: the entry, the page itself, one language, and all they import.
const first = Object.keys(manifest).filter(
  (k) =>
    manifest[k].isEntry || /pages\/home\/HomePage/.test(k) || /locale\/vi\.json/.test(k) || /pages\/app\.ts/.test(k),
)
const chunks = new Set()
const walk = (key) => {
  const c = manifest[key]
  if (!c || chunks.has(c.file)) return
  chunks.add(c.file)
  ;(c.imports ?? []).forEach(walk)
}
first.forEach(walk)
const js = [...chunks].filter((f) => f.endsWith('.js'))
const size = (f) => statSync(join(dist, f + '.gz')).size
const total = js.reduce((n, f) => n + size(f), 0)
console.log(
  `first page: ${(total / 1024).toFixed(1)} KB of script, gzipped (limit ${limit / 1024} KB), in ${js.length} files`,
)
if (total > limit) {
  console.error(js.map((f) => `  ${(size(f) / 1024).toFixed(1)} KB ${f}`).join('\n'))
  process.exit(1)
}
