// What a picture leaves behind in numbers: as CSV that spreadsheets open, and as a workbook; picture.ts has itself.

import { api, call } from '@/api/client'
import { save } from '@/parts/FileMenu'

export type Cell = string | number | undefined | null

// As the server's spreadsheets do (api/rest/route/sheet.go): an apostrophe before what would be run as a formula, also full-width, after
// blanks and quotes, and where a semicolon, a tab or a line break begins a new cell in some regions.
const formula = /(^|[;\t\r\n])([\p{Z}\p{Cf}\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"]*[=+\-@＝＋－＠﹦﹢﹣﹫])/gu // eslint-disable-line no-control-regex

const plain = (s: string) =>
  /^(-?\d+(\.\d+)?|\+\d{7,15})$/.test(s) ? s : s.replace(formula, "$1'$2").replace(/^[\t\r\n]/, "'$&")

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

export { save }

export const saveCSV = (name: string, rows: Cell[][], by?: ',' | ';') =>
  save(`${name}.csv`, new Blob([toCSV(rows, by)], { type: 'text/csv;charset=utf-8' }))

/** The same as an Excel workbook, which the server makes: numbers are numbers in every region. */
export async function saveXLSX(name: string, [heads = [], ...rows]: Cell[][]) {
  const body = { columns: heads.map(String), rows: rows.map((r) => r.map((c) => c ?? null)) }
  save(`${name}.xlsx`, await call<Blob>(api.POST('/v1/table.xlsx', { body, parseAs: 'blob' }) as never))
}
