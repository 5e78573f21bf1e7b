// Builds the scripts and holds each to its size: 4,096 bytes after gzip -9.
import { build } from 'esbuild'
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

export const limit = 4096

for (const [entry, name] of [
  ['src/index.ts', 'cham.js'],
  ['src/more/index.ts', 'cham-more.js'],
  ['src/shop.ts', 'cham-shop.js'],
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
