// Builds dist/cham.js and holds it to its size: 4,096 bytes after gzip -9.
import { build } from 'esbuild'
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

export const limit = 4096

await build({
  entryPoints: ['src/index.ts'],
  outfile: 'dist/cham.js',
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2017', // Android browsers of 2018, and what Zalo and Facebook open links in
  charset: 'utf8',
  legalComments: 'none',
})

const script = readFileSync('dist/cham.js')
const size = gzipSync(script, { level: 9 }).length
console.log(`dist/cham.js: ${script.length} bytes, ${size} after gzip -9 (limit ${limit})`)
if (size > limit) process.exit(1)
