import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { bones } from './scripts/bones'
import { staffWords } from './scripts/staffwords'

// In development the pages are served by Vite and the API by a running `cham serve` or `cham demo`.
const server = process.env.CHAM_SERVER ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [react(), bones(), staffWords()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: { fs: { allow: ['..'] }, proxy: { '/v1': server, '/cham.js': server, '/q/': server, '/readyz': server } },
  build: {
    target: 'es2022',
    manifest: true,
    emptyOutDir: true,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rollupOptions: { input: { main: 'index.html', staff: 'staff/index.html' } }, // the staff page stands for itself
  },
  test: { include: ['src/**/*.test.{ts,tsx}'], testTimeout: 60_000 }, // a busy machine is no fault
} as Parameters<typeof defineConfig>[0])
