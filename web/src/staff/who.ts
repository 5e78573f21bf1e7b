import { cardOf, digits, hushed, isWhole, phoneOf, withNumber } from './find'
import type { Customer, People, Touch, Written } from './store'
import { t } from './words'

/** Whom it is about: somebody in the list, a new number, or nobody known. */
export type Who = { customer: Customer } | { phone: string; name: string } | { unknown: true }

export const nameOf = (w: Who) =>
  'customer' in w
    ? w.customer.name || hushed(phoneOf(w.customer) ?? cardOf(w.customer) ?? '')
    : 'phone' in w
      ? w.name || hushed(w.phone)
      : t('staff.unknown')

export const keysOf = (w: Who): Partial<Touch> =>
  'customer' in w ? { customer: w.customer.id } : 'phone' in w ? { phone: w.phone, name: w.name || undefined } : {}

/** Whom something that was written down is about. */
export function whoOf({ touch, who }: Written, people?: People): Who {
  const { customer, phone, name } = touch
  if (customer)
    return { customer: people?.customers.find((c) => c.id === customer) ?? { id: customer, name: who, keys: [] } }
  return phone ? { phone, name: name ?? '' } : { unknown: true }
}

/** Whom a whole number is of, where that is plain: nobody else has it. */
export function whoHas(q: string, all: Customer[]): Who | undefined {
  const sharing = withNumber(all, q)
  if (sharing.length === 1) return { customer: sharing[0]! }
  return isWhole(q) && sharing.length === 0 ? { phone: digits(q), name: '' } : undefined
}
