import type { Customer } from './store'

// Finding a customer in the list on the phone.

/** Text without case and diacritics. */
export const fold = (s: string) => s.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase()

/** The digits of a telephone as people dial it at home. */
export const digits = (s: string) => s.replace(/[^\d+]/g, '').replace(/^\+?84(?=\d{8})/, '0')

export const phoneOf = (c: Customer) => c.keys.find((k) => k.kind === 'phone')?.value
export const cardOf = (c: Customer) => c.keys.find((k) => k.kind === 'member')?.value

/** A number as it stands on a counter for all to see: 0912 xxx 678. */
export function hushed(phone: string) {
  if (/x/.test(phone)) return phone
  const d = digits(phone)
  return d.length < 9 ? d : `${d.slice(0, 4)} xxx ${d.slice(-3)}`
}

/** A whole Vietnamese mobile number, or a foreign one. */
export const isWhole = (q: string) =>
  /^0[35789]\d{8}$/.test(digits(q)) || (/^\+[1-9]\d{8,13}$/.test(q.replace(/[^\d+]/g, '')) && !/^\+84/.test(q))

/** Those who have a whole number: a family may share one. */
export const withNumber = (all: Customer[], q: string) =>
  isWhole(q) ? all.filter((c) => c.keys.some((k) => k.kind === 'phone' && digits(k.value) === digits(q))) : []

const least = 3

/**
 * Those whose telephone holds the digits, or whose name has every word, at most some. Of a masked number only the end can
 * be compared, and no more of it than is shown: else typing on would spell it out.
 */
export function find(all: Customer[], q: string, most = 8): Customer[] {
  const number = digits(q)
  const words = fold(q).split(/\s+/).filter(Boolean)
  if (/^[\d\s.+()-]+$/.test(q)) {
    if (number.length < least) return []
    return all
      .filter((c) =>
        c.keys.some(({ kind, value }) => {
          if (kind !== 'phone') return !/\*/.test(value) && digits(value).includes(number)
          const masked = /x/.test(value)
          return masked ? digits(value).slice(-3) === number.slice(-3) : digits(value).includes(number)
        }),
      )
      .slice(0, most)
  }
  if (fold(q).trim().length < 2) return []
  return all.filter((c) => c.name && words.every((w) => fold(c.name!).includes(w))).slice(0, most)
}

export const initials = (name: string) =>
  name
    .trim()
    .split(/\s+/)
    .slice(-2)
    .map((w) => w[0]!.toUpperCase())
    .join('')
