// Builds the scripts and holds each to its size after gzip -9, in bytes.
import { build } from 'esbuild'
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

for (const [entry, name, limit] of [
  ['src/index.ts', 'cham.js', 4096],
  ['src/more/index.ts', 'cham-more.js', 4096],
  ['src/shop.ts', 'cham-shop.js', 4096],
  ['src/web/index.ts', 'cham-web.js', 6144],
]) {
  const outfile = 'dist/' + name
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2017', // Android browsers of 2018, and what Zalo and Facebook open links in
    charset: 'utf8',
    legalComments: 'none',
  })
  const script = readFileSync(outfile)
  const size = gzipSync(script, { level: 9 }).length
  console.log(`${outfile}: ${script.length} bytes, ${size} after gzip -9 (limit ${limit})`)
  if (size > limit) process.exit(1)
}
