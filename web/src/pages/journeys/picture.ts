// What a picture leaves behind as an image: with its title, the filters it was made with, and what its marks mean.

import { save } from './download'

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

const pad = 20,
  line = 18

/**
 * What is chosen around a picture, in the words of its buttons: the bar's filters, the tab's and the picture's own choices.
 * The period stands below with the number.
 */
export function choices(box: HTMLElement, compared: boolean): string[] {
  const all = (of: string) => [...(box.closest('main') ?? document).querySelectorAll<HTMLElement>(of)]
  const own = [...box.querySelectorAll<HTMLElement>('.hd .flt, .hd .seg, .parts')]
  return [...all('.bar .flt'), ...all('.choices .flt, .choices .seg'), ...own].flatMap((e) => {
    if (e.matches('.flt'))
      return e.matches('.quiet, [data-period]' + (compared ? '' : ', [data-compare]')) ? [] : [chosen(e)]
    const pressed = e.querySelector('[aria-pressed=true]')?.firstChild
    return pressed ? [`${e.getAttribute('aria-label')}: ${pressed.textContent}`] : []
  })
}

/** What a card says in words; where glyphs take over, its legend does. */
export const said = (box: HTMLElement, of: string): string[] =>
  [...box.querySelectorAll(of)].flatMap((e) => {
    const key = e.querySelector('.key')
    const before = key ? [...key.parentNode!.childNodes].slice(0, [...key.parentNode!.childNodes].indexOf(key)) : [e]
    return (
      before
        .map((n) => n.textContent)
        .join('')
        .trim() || []
    )
  })

/** A filter as its button says it, with what the button has no room for: every goal, the days compared with. */
function chosen(e: HTMLElement): string {
  const value = e.querySelector('b')?.textContent?.trim() ?? ''
  const more = e.title && e.title !== value ? ` (${e.title})` : ''
  return [e.querySelector('em')?.textContent?.trim(), value + more].filter(Boolean).join(' ')
}

/** Saves the drawings of a card as they look, twice as fine, on the page's ground: title and filters over them, below what they are about. */
export async function savePNG(name: string, box: HTMLElement, filters: string[], about: string[]) {
  const parts = await Promise.all([...box.querySelectorAll<HTMLElement>('.fr-in .sub-h, .fr-in svg.chart')].map(drawn))
  const width = Math.max(...parts.map((p) => p.width))
  const canvas = document.createElement('canvas')
  const pen = canvas.getContext('2d')!
  const css = getComputedStyle(document.documentElement)
  const font = (weight: number, size: number) => `${weight} ${size}px ${css.getPropertyValue('--font-num')}`
  pen.font = font(400, 12)
  const over = wrapped(pen, filters, ' · ', width),
    under = about.flatMap((a) => wrapped(pen, a.split(' '), ' ', width))
  const top = pad + 30 + over.length * line + 8
  canvas.width = (width + 2 * pad) * 2
  canvas.height = (top + parts.reduce((h, p) => h + p.height, 0) + under.length * line + 2 * pad) * 2 // a new size forgets the font
  pen.scale(2, 2)
  pen.fillStyle = css.getPropertyValue('--surface')
  pen.fillRect(0, 0, canvas.width, canvas.height)
  let y = top
  const write = (text: string, at: number, ink: string, weight = 400, size = 12) => {
    pen.font = font(weight, size)
    pen.fillStyle = css.getPropertyValue(ink)
    pen.fillText(text, pad, at)
  }
  write(box.querySelector('h2')?.textContent ?? '', pad + 16, '--text', 600, 16)
  over.forEach((text, i) => write(text, pad + 36 + i * line, '--text-2'))
  for (const p of parts) {
    if (p.image) pen.drawImage(p.image, pad, y, p.width, p.height)
    else write(p.text, y + 24, '--text', 600, 14)
    y += p.height
  }
  under.forEach((text, i) => write(text, y + 20 + i * line, '--text-3'))
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'))
  if (blob) save(`${name}.png`, blob)
}

/** Pieces put together to lines no longer than the width. */
function wrapped(pen: CanvasRenderingContext2D, pieces: string[], by: string, width: number): string[] {
  const lines: string[] = []
  for (const piece of pieces) {
    const longer = [lines.at(-1), piece].filter(Boolean).join(by)
    if (lines.length && pen.measureText(longer).width <= width) lines[lines.length - 1] = longer
    else lines.push(piece)
  }
  return lines
}

interface Drawn {
  width: number
  height: number
  /** Null for a heading between two drawings. */
  image: HTMLImageElement | null
  text: string
}

/** A drawing of the page with its looks, glyphs and fonts in it; or a heading. */
async function drawn(e: HTMLElement | SVGSVGElement): Promise<Drawn> {
  if (!(e instanceof SVGSVGElement)) return { width: 0, height: 36, image: null, text: e.firstChild?.textContent ?? '' }
  const { width, height } = e.getBoundingClientRect()
  const copy = e.cloneNode(true) as SVGSVGElement
  const from = [e, ...e.querySelectorAll<SVGElement>('*')],
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
  return { width, height, image, text: '' }
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
