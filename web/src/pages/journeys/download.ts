// What a picture leaves behind: its numbers as CSV that spreadsheets open, and itself as PNG.

import { api, call } from '@/api/client'

export type Cell = string | number | undefined | null

// As the server's spreadsheets do (api/rest/route/sheet.go): an apostrophe before what would be run as a formula, also full-width, after
// blanks and quotes, and where a semicolon, a tab or a line break begins a new cell in some regions.
const formula = /(^|[;\t\r\n])([\p{Z}\p{Cf}\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"]*[=+\-@＝＋－＠﹦﹢﹣﹫])/gu // eslint-disable-line no-control-regex

const plain = (s: string) => (/^-?\d+(\.\d+)?$/.test(s) ? s : s.replace(formula, "$1'$2").replace(/^[\t\r\n]/, "'$&"))

/**
 * A row per line; text that a spreadsheet would run as a formula is disarmed. With semicolons the comma is the decimal
 * sign, as Excel wants it in Vietnam.
 */
export function toCSV(rows: Cell[][], by: ',' | ';' = ','): string {
  const cell = (c: Cell) => {
    if (c === undefined || c === null) return ''
    if (typeof c === 'number') return String(+c.toFixed(6)).replace('.', by === ';' ? ',' : '.')
    const s = plain(c)
    return /[",;\n\r]/.test(s) ? `"${s.replaceAll('"', '""')}"` : s
  }
  return '\ufeff' + rows.map((r) => r.map(cell).join(by)).join('\r\n') + '\r\n' // the mark says UTF-8 to Excel
}

export function save(name: string, blob: Blob) {
  const url = URL.createObjectURL(blob)
  const a = document.createElement('a')
  a.href = url
  a.download = name
  a.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

export const saveCSV = (name: string, rows: Cell[][], by?: ',' | ';') =>
  save(`${name}.csv`, new Blob([toCSV(rows, by)], { type: 'text/csv;charset=utf-8' }))

/** The same as an Excel workbook, which the server makes: numbers are numbers in every region. */
export async function saveXLSX(name: string, [heads = [], ...rows]: Cell[][]) {
  const body = { columns: heads.map(String), rows: rows.map((r) => r.map((c) => c ?? null)) }
  save(`${name}.xlsx`, await call<Blob>(api.POST('/v1/table.xlsx', { body, parseAs: 'blob' }) as never))
}

const kept = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'opacity',
  'paint-order',
  'font-family',
  'font-size',
  'font-weight',
  'font-style',
  'letter-spacing',
  'text-anchor',
  'dominant-baseline',
  'display',
  'visibility',
  'color',
  'stop-color',
]

/** Saves an svg of the page as it looks, twice as fine, on the page's ground, with its title over it and what it is about below. */
export async function savePNG(name: string, svg: SVGSVGElement, title: string, about: string) {
  const { width, height } = svg.getBoundingClientRect()
  const copy = svg.cloneNode(true) as SVGSVGElement
  const from = [svg, ...svg.querySelectorAll<SVGElement>('*')],
    to = [copy, ...copy.querySelectorAll<SVGElement>('*')]
  from.forEach((e, i) => {
    const style = getComputedStyle(e)
    to[i]!.setAttribute('style', kept.map((k) => `${k}:${style.getPropertyValue(k)}`).join(';'))
  })
  await embedSprites(copy)
  copy.setAttribute('width', String(width))
  copy.setAttribute('height', String(height))
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  const fonts = document.createElementNS('http://www.w3.org/2000/svg', 'style')
  fonts.textContent = await fontFaces()
  copy.prepend(fonts)
  const image = new Image()
  image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(new XMLSerializer().serializeToString(copy))
  await image.decode()
  await new Promise((r) => setTimeout(r, 300)) // an image is there before its fonts are, and nothing says when these come
  const pad = 20,
    head = 36,
    foot = 24,
    canvas = document.createElement('canvas')
  canvas.width = (width + 2 * pad) * 2
  canvas.height = (height + head + foot + 2 * pad) * 2
  const paint = canvas.getContext('2d')!
  const css = getComputedStyle(document.documentElement)
  const write = (text: string, y: number, weight: number, size: number, ink: string) => {
    paint.font = `${weight} ${size}px ${css.getPropertyValue('--font-num')}`
    paint.fillStyle = css.getPropertyValue(ink)
    paint.fillText(text, pad, y, width)
  }
  paint.scale(2, 2)
  paint.fillStyle = css.getPropertyValue('--surface')
  paint.fillRect(0, 0, canvas.width, canvas.height)
  write(title, pad + 16, 600, 16, '--text')
  paint.drawImage(image, pad, pad + head, width, height)
  write(about, pad + head + height + foot, 400, 12, '--text-3')
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'))
  if (blob) save(`${name}.png`, blob)
}

/** A picture sees no other file: glyphs that stand in the sprite are put into it. */
async function embedSprites(svg: SVGSVGElement) {
  for (const use of svg.querySelectorAll('use')) {
    const [file, id] = (use.getAttribute('href') ?? '').split('#')
    if (!file || !id) continue
    const sprite = new DOMParser().parseFromString(await (await fetch(file)).text(), 'image/svg+xml')
    const symbol = sprite.getElementById(id)
    if (!symbol) continue
    const glyph = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
    glyph.setAttribute('viewBox', symbol.getAttribute('viewBox') ?? '0 0 24 24')
    for (const a of ['x', 'y', 'width', 'height', 'style'])
      if (use.hasAttribute(a)) glyph.setAttribute(a, use.getAttribute(a)!)
    glyph.append(...[...symbol.childNodes].map((n) => n.cloneNode(true)))
    use.replaceWith(glyph)
  }
}

/** Our fonts with their bytes in them. */
async function fontFaces(): Promise<string> {
  const rules = [...document.styleSheets]
    .flatMap((s) => {
      try {
        return [...s.cssRules]
      } catch {
        return [] // another site's sheet
      }
    })
    .filter((r): r is CSSFontFaceRule => r instanceof CSSFontFaceRule)
  const faces = await Promise.all(
    rules.map(async (r) => {
      const url = /url\("?([^")]+)"?\)/.exec(r.cssText)?.[1]
      if (!url) return ''
      const bytes = await (await fetch(new URL(url, r.parentStyleSheet?.href ?? location.href))).blob()
      const data = await new Promise<string>((done) => {
        const reader = new FileReader()
        reader.onload = () => done(reader.result as string)
        reader.readAsDataURL(bytes)
      })
      return r.cssText.replace(/url\("?[^")]+"?\)/, `url("${data}")`)
    }),
  )
  return faces.join('\n')
}
