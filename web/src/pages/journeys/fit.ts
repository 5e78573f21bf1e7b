let pen: CanvasRenderingContext2D | null | undefined

/** The width of a label as the charts write it, px. */
export function textWidth(text: string, size = 12, weight = 400): number {
  pen ??= document.createElement('canvas').getContext('2d')
  if (!pen) return text.length * size * 0.56
  pen.font = `${weight} ${size}px "Be Vietnam Pro Tabular", "Be Vietnam Pro", sans-serif`
  return pen.measureText(text).width
}

/** A label cut to a width, with "…" when something is left out; whoever shows it says the whole in a tooltip. */
export function cut(text: string, width: number, size = 12, weight = 400): string {
  if (textWidth(text, size, weight) <= width) return text
  let low = 0,
    high = text.length
  while (low < high) {
    const mid = (low + high + 1) >> 1
    if (textWidth(text.slice(0, mid).trimEnd() + '…', size, weight) <= width) low = mid
    else high = mid - 1
  }
  return low > 0 ? text.slice(0, low).trimEnd() + '…' : ''
}
