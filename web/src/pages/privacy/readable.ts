/** A part of a document: a title and a table. */
export interface Part {
  title: string
  head: string[]
  rows: string[][]
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escape = (s: string) => s.replace(/[&<>"]/g, (c) => entities[c]!)

/** A page that anybody can open, read and print, with nothing in it but text. */
export function table(title: string, facts: string[][], parts: Part[]): string {
  const row = (cells: string[], tag: string) => `<tr>${cells.map((c) => `<${tag}>${escape(c)}</${tag}>`).join('')}</tr>`
  const body = parts.map(
    (p) =>
      (p.title ? `<h2>${escape(p.title)}</h2>` : '') +
      `<table><thead>${row(p.head, 'th')}</thead><tbody>${p.rows.map((r) => row(r, 'td')).join('')}</tbody></table>`,
  )
  return `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(title)}</title><style>
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1d2430}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}
th,td{border:1px solid #ccd;padding:.35rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#f2f4f7}dt{font-weight:600}dd{margin:0 0 .5rem}</style>
<h1>${escape(title)}</h1><dl>${facts.map(([k, v]) => `<dt>${escape(k!)}</dt><dd>${escape(v!)}</dd>`).join('')}</dl>${body.join('')}`
}

/** Hands a file to the browser to keep. */
export function download(name: string, content: string) {
  const type = name.endsWith('.json') ? 'application/json' : 'text/html'
  const url = URL.createObjectURL(new Blob([content], { type: `${type};charset=utf-8` }))
  const a = document.createElement('a')
  a.href = url
  a.download = name
  a.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
