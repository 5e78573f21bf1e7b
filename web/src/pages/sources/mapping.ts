import type { ImportMapping } from '@/api/types'

/** What a column can mean, besides a trait or a property of its own name. */
export const fields = {
  who: [
    'userId',
    'phone',
    'email',
    'traits.name',
    'zalo',
    'facebook',
    'shopee',
    'lazada',
    'tiktokshop',
    'member',
    'anonymousId',
  ],
  what: ['time', 'event', 'channel', 'value', 'currency', 'branch', 'duration', 'messageId'],
  order: [
    'order',
    'status',
    'refund',
    'refundTime',
    'cancelled',
    'product.name',
    'product.sku',
    'product.quantity',
    'product.price',
    'product.total',
  ],
  calls: ['callee', 'direction'],
} as const

/** What a status of an order, or of a call, can stand for. */
export const statusEvents = (event?: string) =>
  event === 'Call Answered'
    ? ['Call Answered', 'Call Missed']
    : ['Order Completed', 'Order Cancelled', 'Order Returned', 'Order Refunded', 'Checkout Started']

/** The field a column is read as, null when it is left out. */
export const fieldOf = (m: ImportMapping, column: string): string | null =>
  Object.entries(m.columns).find(([, c]) => c === column)?.[0] ?? null

/** A column kept under its own name, or under the one it was guessed to have. */
export function extras(column: string, now: string | null): string[] {
  const own = (kind: string) => (now?.startsWith(kind) && now !== 'traits.name' ? now : kind + column)
  return [own('traits.'), own('properties.')].filter((v) => v !== 'traits.name') // a field of its own
}

/** Reads a column as a field; the field leaves the column it had, the column the field it was. */
export function assign(m: ImportMapping, column: string, field: string | null): ImportMapping {
  const columns = Object.fromEntries(Object.entries(m.columns).filter(([f, c]) => c !== column && f !== field))
  if (field) columns[field] = column
  return { ...m, columns }
}
