import { en, vi } from 'virtual:staff-words'

// The page's own words, of both languages, without the rest of the app's: they are there without a line, too.

export type Lang = 'vi' | 'en'
type Tree = { [k: string]: string | Tree }

let lang: Lang = 'vi'
try {
  lang = localStorage.getItem('cham.lang') === 'en' ? 'en' : 'vi'
} catch {
  /* storage is off: Vietnamese */
}
document.documentElement.lang = lang

export const language = () => lang

export function speak(next: Lang) {
  lang = next
  document.documentElement.lang = next
  try {
    localStorage.setItem('cham.lang', next)
  } catch {
    /* it holds until the page is opened again */
  }
}

const find = (key: string) =>
  key
    .split('.')
    .slice(1)
    .reduce<string | Tree | undefined>(
      (at, part) => (typeof at === 'object' ? at[part] : undefined),
      lang === 'vi' ? vi : en,
    )

/** The sentence of a key under "staff."; count chooses the plural form. */
export function t(key: string, args: Record<string, string | number> = {}): string {
  const form = args.count !== undefined && find(`${key}_${new Intl.PluralRules(lang).select(Number(args.count))}`)
  const text = form || find(key)
  return typeof text === 'string'
    ? text.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => String(args[name] ?? ''))
    : key
}

const locale = () => (lang === 'vi' ? 'vi-VN' : 'en-GB')

export const num = (n: number) => new Intl.NumberFormat(locale()).format(n)

const part = (at: Date | string | number, zone: string, how: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(locale(), { timeZone: zone, ...how }).format(new Date(at))

/** 14:05 */
export const clock = (at: Date | string | number, zone: string) =>
  part(at, zone, { hour: '2-digit', minute: '2-digit', hour12: false })

/** 20/11 */
export function day(at: Date | string | number, zone: string) {
  const [month, date] = new Intl.DateTimeFormat('en-US', { timeZone: zone, month: '2-digit', day: '2-digit' })
    .format(new Date(at))
    .split('/')
  return `${date}/${month}`
}

/** Chủ nhật 22/11, 14:05 */
export function today(at: Date | string | number, zone: string) {
  const weekday = part(at, zone, { weekday: 'long' })
  return `${weekday[0]}${weekday.slice(1).toLowerCase()} ${day(at, zone)}, ${clock(at, zone)}`
}
