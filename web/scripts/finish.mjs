// After the build: make the staff page's service worker, compress what will be served, and stop when a page has grown too heavy.
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'vite'

const dist = new URL('../dist/', import.meta.url).pathname
const limit = 350 * 1024 // bytes of compressed script before the first page can be used
const staffLimit = 40 * 1024 // and before the staff page can, on an old phone

const files = (dir) =>
  readdirSync(dir).flatMap((name) => {
    const path = join(dir, name)
    return statSync(path).isDirectory() ? files(path) : [path]
  })
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'))

/** What a page's entry loads: itself and all it imports, and the files they name. */
function reach(keys) {
  const chunks = new Set()
  const assets = new Set()
  const walk = (key) => {
    const c = manifest[key]
    if (!c || chunks.has(c.file)) return
    chunks.add(c.file)
    ;[...(c.css ?? []), ...(c.assets ?? [])].forEach((f) => assets.add(f))
    ;(c.imports ?? []).forEach(walk)
  }
  keys.forEach(walk)
  return { js: [...chunks].filter((f) => f.endsWith('.js')), all: [...chunks, ...assets] }
}
const staff = reach(['staff/index.html'])

// The staff page's files for its service worker, each with what it is now; those of assets/ have it in their names.
const kept = ['favicon.svg', ...staff.all].map((f) => ({
  url: '/' + f,
  revision: f.startsWith('assets/') ? null : hash(f),
}))
const page = { url: '/staff/', revision: hash('staff/index.html') }
function hash(f) {
  return createHash('sha256')
    .update(readFileSync(join(dist, f)))
    .digest('hex')
    .slice(0, 16)
}
await build({
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  define: { __FILES__: JSON.stringify([page, ...kept]), 'process.env.NODE_ENV': '"production"' },
  build: {
    target: 'es2022',
    outDir: join(dist, 'staff'),
    emptyOutDir: false,
    lib: {
      entry: new URL('../src/staff/sw.ts', import.meta.url).pathname,
      formats: ['iife'],
      name: 'sw',
      fileName: () => 'sw.js',
    },
  },
})

for (const path of files(dist)) {
  if (!/\.(js|css|svg|json|html)$/.test(path)) continue
  const body = readFileSync(path)
  writeFileSync(path + '.gz', gzipSync(body, { level: 9 }))
  writeFileSync(path + '.br', brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: body.length } }))
}

// What Home needs: the entry, the page itself, one language, and all they import.
const first = Object.keys(manifest).filter(
  (k) =>
    k === 'index.html' || /pages\/home\/HomePage/.test(k) || /locale\/vi\.json/.test(k) || /pages\/app\.ts/.test(k),
)
const size = (f) => statSync(join(dist, f + '.gz')).size
function weigh(name, js, limit) {
  const total = js.reduce((n, f) => n + size(f), 0)
  console.log(
    `${name}: ${(total / 1024).toFixed(1)} KB of script, gzipped (limit ${limit / 1024} KB), in ${js.length} files`,
  )
  if (total <= limit) return
  console.error(js.map((f) => `  ${(size(f) / 1024).toFixed(1)} KB ${f}`).join('\n'))
  process.exit(1)
}
weigh('first page', reach(first).js, limit)
weigh('staff page', staff.js, staffLimit)
