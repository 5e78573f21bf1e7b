// Nothing that could name or reach a person leaves in a text of the page.

/** text without what looks like an e-mail address or a telephone number, and
 * without what is invisible, at most so many characters. */
export function clean(text: string, most = 100): string {
  const number = (found: string): string => (found.replace(/\D/g, '').length > 8 ? ' ' : found)
  return text
    .normalize('NFC')
    .replace(/\S+(@|%40)\S+/gi, ' ')
    .replace(/\+?\d[\d\s().-]{6,}\d/g, number)
    .replace(/[\s\u0000-\u001f\u200b-\u200f\u2028-\u202e\u2060\ufeff]+/g, ' ')
    .trim()
    .slice(0, most)
}

/** Host and path of an address, without what follows ? and #; parts of the path
 * that could name somebody are "…". "" for what is no address of the web. */
export function place(address: string): string {
  let url: URL
  try {
    url = new URL(address, location.href)
  } catch {
    return ''
  }
  if (!/^https?:$/.test(url.protocol)) return ''
  return (url.host + url.pathname.split('/').map(part).join('/')).slice(0, 250)
}

function part(escaped: string): string {
  let text = escaped
  try {
    text = decodeURIComponent(escaped)
  } catch {
    // as it stands
  }
  return clean(text, 250) == text ? text : '…'
}
