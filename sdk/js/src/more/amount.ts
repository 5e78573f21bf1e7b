/** 390000 of 390000, "390000.00", "390.000", "390,000 ₫", "1.290.000,00đ", 12.5 of
 * "12,5", 33333.3333 of "33333.3333"; undefined of what is no amount. The last mark
 * begins a fraction, unless it stands before three digits as between thousands: so
 * prices are written, in đồng above all. Of "390.000 – 450.000" it is the first. */
export function amount(said: unknown): number | undefined {
  if (typeof said == 'number') return said
  const text = (/\d[\d.,\s]*/.exec('' + (said || '')) || [''])[0].replace(/\s|[.,\s]+$/g, '')
  const [, whole, mark, part] = /^(.*)([.,])(\d+)$/.exec(text) || ['', text, '', '']
  const grouped = part.length == 3 && (whole.includes(mark) || /^[1-9]\d{0,2}$/.test(whole))
  const digits = (grouped ? whole + part : whole).replace(/[.,]/g, '')
  return digits ? +(digits + (part && !grouped ? '.' + part : '')) : undefined
}
