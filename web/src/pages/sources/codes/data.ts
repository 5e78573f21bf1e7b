import { queryOptions } from '@tanstack/react-query'
import { api, call } from '@/api/client'
import type { QRCode, QRPage } from '@/api/types'

export const codesQuery = queryOptions({
  queryKey: ['qr-codes'],
  queryFn: ({ signal }) => call(api.GET('/v1/qr-codes', { signal })),
  refetchInterval: 15_000,
})

export const brandQuery = queryOptions({
  queryKey: ['brand'],
  queryFn: ({ signal }) => call(api.GET('/v1/brand', { signal })),
})

/** Where a code hangs, as its row is read out. */
export const whereOf = (c: QRCode) => [c.name, c.branch, c.place].filter(Boolean).join(' · ')

export const lines = (text: string) => [...new Set(text.split('\n').map((s) => s.trim()))].filter(Boolean)

/** How a question is answered, and "none" for no question. */
export const askKinds = ['none', 'nps', 'csat', 'choice', 'text'] as const
export type AskKind = (typeof askKinds)[number]
export type Purpose = NonNullable<QRPage['consents']>[number]
export const purposes: Purpose[] = ['care', 'marketing']

/** An address that only this machine or its network can open. */
export function privateHost(url: string): string | undefined {
  const host = new URL(url).hostname
  return /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[::1\])/.test(host) || !host.includes('.')
    ? host
    : undefined
}
