import { memo, useId, useRef, type ClipboardEvent, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { cellsOf, columns, paste, type Column, type Place, type Read, type Row } from './list'

type Fault = Read['faults'][number]

interface Props {
  rows: Row[]
  set: (rows: Row[], over?: number) => void
  read: Read[]
  places: Place[]
}

/** Cells like a spreadsheet's: arrows and Enter move, what was copied in Excel or Zalo is pasted over many. */
export function Grid({ rows, set, read, places }: Props) {
  const { t } = useTranslation()
  const list = useId()
  const table = useRef<HTMLTableElement>(null)
  const latest = useRef(rows)
  latest.current = rows
  const change = useRef((row: number, column: Column, text: string) =>
    set(latest.current.map((r, i) => (i === row ? { ...r, [column]: text } : r))),
  )
  const by = new Map(read.map((r) => [r.row, r]))
  const focus = (row: number, column: number) =>
    table.current?.querySelector<HTMLInputElement>(`[data-at="${row}.${column}"]`)?.focus()
  const keys = (e: KeyboardEvent) => {
    const at = placeOf(e.target)
    if (!at || e.altKey || e.ctrlKey || e.metaKey) return
    const choosing = columns[at[1]] === 'place' && e.key.startsWith('Arrow') // the list of touchpoints has them
    const step = e.key === 'ArrowUp' ? -1 : e.key === 'ArrowDown' ? 1 : e.key === 'Enter' ? (e.shiftKey ? -1 : 1) : 0
    if (!step || choosing) return
    e.preventDefault()
    focus(at[0] + step, at[1])
  }
  const pasted = (e: ClipboardEvent) => {
    const at = placeOf(e.target)
    const text = e.clipboardData.getData('text/plain')
    if (!at || !/[\t\n]/.test(text.trim())) return // one cell pastes itself
    e.preventDefault()
    const next = paste(rows, at[0], columns[at[1]]!, cellsOf(text))
    set(next.rows, next.over)
  }
  return (
    <div className="gridbox">
      <table className="cells" ref={table} onKeyDown={keys} onPaste={pasted}>
        <thead>
          <tr>
            <th scope="col">
              <span className="vh">{t('paper.line')}</span>
            </th>
            {columns.map((c) => (
              <th key={c} scope="col" className={c}>
                {t(`paper.col.${c}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((r, i) => (
            <Line
              key={i}
              row={r}
              at={i}
              above={aboveOf(rows, i)}
              faults={by.get(i)?.faults}
              key2={faultsKey(by.get(i)?.faults)}
              list={list}
              change={change.current}
            />
          ))}
        </tbody>
      </table>
      <datalist id={list}>
        {places.map((p) => (
          <option key={p.name} value={p.name} />
        ))}
      </datalist>
    </div>
  )
}

function placeOf(target: EventTarget): [number, number] | null {
  const at = (target as HTMLElement).dataset.at?.split('.').map(Number)
  return at ? [at[0]!, at[1]!] : null
}

/** The time and touchpoint that a row takes when its own are empty. */
function aboveOf(rows: Row[], at: number) {
  const last = (c: Column) => rows.slice(0, at).findLast((r) => r[c].trim())?.[c] ?? ''
  return { time: last('time'), place: last('place') }
}

const faultsKey = (faults?: Fault[]) => faults?.map((f) => f.column + f.fault + (f.of ?? '')).join() ?? ''

interface LineProps {
  row: Row
  at: number
  above: { time: string; place: string }
  faults?: Fault[]
  key2: string
  list: string
  change: (row: number, column: Column, text: string) => void
}

const Line = memo(
  function Line({ row, at, above, faults, list, change }: LineProps) {
    const { t } = useTranslation()
    const id = useId()
    const empty = columns.every((c) => !row[c])
    return (
      <>
        <tr className={faults?.length ? 'wrong' : undefined}>
          <th scope="row">{at + 1}</th>
          {columns.map((c, j) => {
            const fault = faults?.find((f) => f.column === c)
            return (
              <td key={c} className={c}>
                <input
                  data-at={`${at}.${j}`}
                  aria-label={t('paper.cell', { column: t(`paper.col.${c}`), row: at + 1 })}
                  aria-invalid={!!fault}
                  aria-describedby={fault ? id : undefined}
                  value={row[c]}
                  list={c === 'place' ? list : undefined}
                  inputMode={c === 'phone' ? 'tel' : undefined}
                  autoComplete="off"
                  spellCheck={false}
                  maxLength={300}
                  placeholder={c === 'time' || c === 'place' ? (empty ? '' : above[c]) : undefined}
                  onChange={(e) => change(at, c, e.target.value)}
                />
              </td>
            )
          })}
        </tr>
        {faults && faults.length > 0 && (
          <tr className="why">
            <td />
            <td colSpan={columns.length} id={id}>
              {faults.map((f) => t(`paper.fault.${f.fault}`, { row: f.of })).join(' ')}
            </td>
          </tr>
        )}
      </>
    )
  },
  (a, b) =>
    a.row === b.row &&
    a.key2 === b.key2 &&
    a.list === b.list &&
    a.above.time === b.above.time &&
    a.above.place === b.above.place,
)
