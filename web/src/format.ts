// Numbers, money, dates and durations as the reader's language writes them. Every
// page takes them from here, so a figure looks the same wherever it stands.

export type Lang = 'vi' | 'en'

const NBSP = '\u00a0'
const MINUS = '\u2212'
const EN_DASH = '\u2013'

const words = {
  vi: {
    points: 'điểm',
    day: 'ngày',
    hour: 'giờ',
    min: 'ph',
    sec: 'giây',
    now: 'vừa xong',
    ago: (s: string) => `${s} trước`,
  },
  en: { points: 'pts', day: 'd', hour: 'h', min: 'min', sec: 's', now: 'just now', ago: (s: string) => `${s} ago` },
}

/** What formatter(lang, zone) gives; zone is an IANA name, all times are shown in it. */
export type Format = ReturnType<typeof formatter>

type Time = string | number | Date

export function formatter(lang: Lang, zone = 'Asia/Ho_Chi_Minh') {
  const locale = lang === 'vi' ? 'vi-VN' : 'en-GB'
  const w = words[lang]
  const numbers = new Map<number, Intl.NumberFormat>()
  const digits = (n: number) => {
    let f = numbers.get(n)
    if (!f)
      numbers.set(
        n,
        (f = new Intl.NumberFormat(locale, {
          minimumFractionDigits: n,
          maximumFractionDigits: n,
          useGrouping: 'always' as unknown as boolean,
        })),
      )
    return f
  }
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  const split = (t: Time) =>
    Object.fromEntries(parts.formatToParts(new Date(t)).map((p) => [p.type, p.value])) as Record<string, string>

  /** 1234567 → "1.234.567"; the minus is U+2212. */
  const num = (n: number, fraction = 0) => {
    const rounded = Number(n.toFixed(fraction))
    return (rounded < 0 ? MINUS : '') + digits(fraction).format(Math.abs(rounded))
  }
  /** With a sign: "+0,9", "−2,1", "0". */
  const signed = (n: number, fraction = 0) => (Number(n.toFixed(fraction)) > 0 ? '+' : '') + num(n, fraction)
  const percentSign = lang === 'vi' ? NBSP + '%' : '%'
  /** A share 0…1: 0.125 → "12,5 %". */
  const pct = (share: number, fraction = 1) => num(share * 100, fraction) + percentSign
  /** Change of a count against what it was, "+8,4 %"; "" when there was nothing before. */
  const change = (now: number, before: number) => (before > 0 ? signed((now / before - 1) * 100, 1) + percentSign : '')
  /** Difference of two shares in percentage points: "+0,9 điểm". */
  const points = (difference: number) => signed(difference * 100, 1) + NBSP + w.points
  /** Two shares as an interval: "11,7–12,7". */
  const interval = (low: number, high: number, fraction = 1) =>
    num(low * 100, fraction) + EN_DASH + num(high * 100, fraction)
  /** Money in a currency; dong has no decimals. */
  const money = (value: number, currency = 'VND') => {
    if (currency === 'VND') return num(value) + NBSP + '₫'
    return (
      (value < 0 ? MINUS : '') + new Intl.NumberFormat(locale, { style: 'currency', currency }).format(Math.abs(value))
    )
  }

  const date = (t: Time) => {
    const p = split(t)
    return `${p.day}/${p.month}/${p.year}`
  }
  const dayMonth = (t: Time) => {
    const p = split(t)
    return `${p.day}/${p.month}`
  }
  const time = (t: Time) => {
    const p = split(t)
    return `${p.hour}:${p.minute}`
  }
  const dateTime = (t: Time) => `${date(t)} ${time(t)}`
  /** Hours, minutes and seconds, for logs that move by the second. */
  const clock = (t: Time) => `${time(t)}:${split(t).second}`
  /** "2026-11-22" in the zone, for inputs and keys. */
  const isoDay = (t: Time) => {
    const p = split(t)
    return `${p.year}-${p.month}-${p.day}`
  }
  /** A period by its first and last day: "24/10 – 22/11/2026"; the year once when it is the same. */
  const span = (from: Time, last: Time) => {
    const a = split(from),
      b = split(last)
    if (isoDay(from) === isoDay(last)) return date(last)
    return `${a.year === b.year ? dayMonth(from) : date(from)} ${EN_DASH} ${date(last)}`
  }
  const weekday = (t: Time) => {
    const s = new Intl.DateTimeFormat(lang === 'vi' ? 'vi-VN' : 'en-GB', { weekday: 'long', timeZone: zone }).format(
      new Date(t),
    )
    return s.charAt(0).toUpperCase() + s.slice(1)
  }

  /** Seconds in the two largest units that say something: "1 ngày 4 giờ", "2 giờ 10 ph", "45 giây". */
  const duration = (seconds: number) => {
    const s = Math.max(0, Math.round(seconds))
    if (s < 60) return `${num(s)}${NBSP}${w.sec}`
    const m = Math.round(s / 60)
    if (m < 60) return `${m}${NBSP}${w.min}`
    const join = (big: number, bigUnit: string, small: number, smallUnit: string) =>
      `${num(big)}${NBSP}${bigUnit}` + (small > 0 ? ` ${small}${NBSP}${smallUnit}` : '')
    if (m < 24 * 60) return join(Math.floor(m / 60), w.hour, m % 60, w.min)
    const h = Math.round(s / 3600)
    if (h < 10 * 24) return join(Math.floor(h / 24), w.day, h % 24, w.hour)
    return `${num(Math.round(s / 86400))}${NBSP}${w.day}`
  }
  /** One unit, for chips: "47 ph", "2,5 giờ", "3 ngày". */
  const brief = (seconds: number) => {
    const one = (v: number, unit: string) =>
      `${num(v, v < 9.95 && Math.abs(v - Math.round(v)) >= 0.05 ? 1 : 0)}${NBSP}${unit}`
    if (seconds < 59.5) return one(Math.round(seconds), w.sec)
    if (seconds < 3570) return one(Math.round(seconds / 60), w.min)
    if (seconds < 86400) return one(seconds / 3600, w.hour)
    return one(seconds / 86400, w.day)
  }
  /** How long before now: "5 ph trước"; a date when more than 10 days. */
  const ago = (t: Time, now: number) => {
    const s = (now - new Date(t).getTime()) / 1000
    if (s < 45) return w.now
    if (s > 10 * 86400) return date(t)
    return w.ago(brief(s < 3600 ? s : s < 86400 ? Math.round(s / 3600) * 3600 : Math.round(s / 86400) * 86400))
  }

  /** A size as people say it: "12,4 MB". */
  const bytes = (n: number) => {
    const units = ['B', 'KB', 'MB', 'GB']
    const u = Math.min(units.length - 1, n < 1 ? 0 : Math.floor(Math.log10(n) / 3))
    const v = n / 1000 ** u
    return `${num(v, u > 0 && v < 100 ? 1 : 0)}${NBSP}${units[u]}`
  }

  return {
    lang,
    zone,
    num,
    bytes,
    signed,
    pct,
    change,
    points,
    interval,
    money,
    date,
    dayMonth,
    time,
    dateTime,
    clock,
    isoDay,
    span,
    weekday,
    duration,
    brief,
    ago,
  }
}

/** "0912 345 678" from E.164 "+84912345678"; anything else as it came. */
export function phone(e164: string): string {
  const m = /^\+84(\d{2,3})(\d{3})(\d{3,4})$/.exec(e164)
  return m ? `0${m[1]} ${m[2]} ${m[3]}` : e164
}

/** Lower case without diacritics, so that "diem cham" finds "điểm chạm". */
export function plain(s: string): string {
  return s.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd').replace(/Đ/g, 'D').toLowerCase()
}

/** Up to two letters for an avatar; Vietnamese names end in the given name. */
export function initials(name: string): string {
  const w = name.trim().split(/\s+/).filter(Boolean)
  const first = w[0]?.[0] ?? '',
    last = w.length > 1 ? w[w.length - 1]![0]! : ''
  return (first + last).toUpperCase()
}
