import { crc32 } from 'node:zlib'

// A workbook of one sheet, as small as one can be: texts and numbers, stored without packing.

type Cell = string | number

const escape = (s: string) => s.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const column = (i: number) => String.fromCharCode(65 + i) // to Z
const xml = (body: string) => `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${body}`
const office = 'http://schemas.openxmlformats.org'

/** Writes rows as a workbook. */
export function workbook(sheet: string, rows: Cell[][]): Buffer {
  const cell = (v: Cell, at: string) =>
    typeof v === 'number'
      ? `<c r="${at}"><v>${v}</v></c>`
      : `<c r="${at}" t="inlineStr"><is><t>${escape(v)}</t></is></c>`
  const data = rows.map(
    (r, y) => `<row r="${y + 1}">${r.map((v, x) => cell(v, `${column(x)}${y + 1}`)).join('')}</row>`,
  )
  const main = `${office}/spreadsheetml/2006/main`
  const related = `${office}/officeDocument/2006/relationships`
  const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
  const relate = (type: string, target: string) =>
    `<Relationships xmlns="${office}/package/2006/relationships">` +
    `<Relationship Id="rId1" Type="${related}/${type}" Target="${target}"/></Relationships>`
  const part = (name: string, type: string) => `<Override PartName="/xl/${name}" ContentType="${types}.${type}+xml"/>`
  return zip({
    '[Content_Types].xml':
      `<Types xmlns="${office}/package/2006/content-types">` +
      '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
      '<Default Extension="xml" ContentType="application/xml"/>' +
      `${part('workbook.xml', 'sheet.main')}${part('worksheets/sheet1.xml', 'worksheet')}</Types>`,
    '_rels/.rels': relate('officeDocument', 'xl/workbook.xml'),
    'xl/workbook.xml':
      `<workbook xmlns="${main}" xmlns:r="${related}">` +
      `<sheets><sheet name="${escape(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relate('worksheet', 'worksheets/sheet1.xml'),
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData>${data.join('')}</sheetData></worksheet>`,
  })
}

function zip(files: Record<string, string>): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const [name, text] of Object.entries(files)) {
    const body = Buffer.from(xml(text))
    const head = Buffer.alloc(26) // what both the entry and the directory say
    head.writeUInt16LE(20, 0)
    head.writeUInt16LE(0x21, 8) // 1 January 1980
    head.writeUInt32LE(crc32(body), 10)
    head.writeUInt32LE(body.length, 14)
    head.writeUInt32LE(body.length, 18)
    head.writeUInt16LE(name.length, 22)
    const place = Buffer.alloc(14)
    place.writeUInt32LE(at, 10)
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), head, Buffer.from(name), body)
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), head, place, Buffer.from(name))
    at += 30 + name.length + body.length
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(Object.keys(files).length, 8)
  end.writeUInt16LE(Object.keys(files).length, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...parts, list, end])
}
