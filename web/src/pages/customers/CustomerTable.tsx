import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustomerRow } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { ChannelIcon } from '@/parts/parts'
import { useCurrency } from '@/session'
import { useLeadName } from '@/view/leads'
import { useNames } from '@/view/names'
import { sortable, type Column } from './columns'
import { calledAs, type CustomerFilter } from './data'
import { Avatar, KeyChips } from './items'

interface Props {
  rows: CustomerRow[]
  shown: Column[]
  filter: CustomerFilter
  set: (f: CustomerFilter) => void
}

const right: Column[] = ['touches', 'value']
/** Left out on a phone, where there is room for three columns. */
const wideOnly: Column[] = ['keys', 'first', 'touches', 'lead', 'lastLead']
/** Cut to the room there is; the whole stands in the tooltip. */
const narrow: Column[] = ['keys', 'lead', 'lastLead']
const look = (c: Column, more = '') =>
  [right.includes(c) && 'r', wideOnly.includes(c) && 'hide-m', narrow.includes(c) && `c-${c}`, more]
    .filter(Boolean)
    .join(' ')

/** The list; a click on a column's head sorts by it, another click turns it round. */
export function CustomerTable({ rows, shown, filter, set }: Props) {
  const { t } = useTranslation()
  return (
    <table className="ctable">
      <thead>
        <tr>
          <th scope="col">{t('customers.col.name')}</th>
          {shown.map((c) => (
            <Head key={c} column={c} filter={filter} set={set} />
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.id} row={row} shown={shown} />
        ))}
      </tbody>
    </table>
  )
}

function Head({ column: c, filter, set }: { column: Column } & Pick<Props, 'filter' | 'set'>) {
  const { t } = useTranslation()
  const by = c in sortable ? sortable[c as keyof typeof sortable] : undefined
  const word = t(`customers.col.${c}`)
  if (!by || filter.q)
    return (
      <th scope="col" className={look(c)}>
        {word}
      </th>
    )
  const here = (filter.sort ?? 'last') === by
  const turn = () => set({ ...filter, sort: by === 'last' ? undefined : by, up: (here && !filter.up) || undefined })
  return (
    <th scope="col" className={look(c)} aria-sort={here ? (filter.up ? 'ascending' : 'descending') : undefined}>
      <button type="button" className="th-b" onClick={turn} title={t('customers.sortBy', { name: word })}>
        {word}
        {here && <Icon name={filter.up ? 'up' : 'down'} size="xs" />}
      </button>
    </th>
  )
}

function Row({ row, shown }: { row: CustomerRow; shown: Column[] }) {
  const { t } = useTranslation()
  const f = useFormat()
  const currency = useCurrency()
  const leadName = useLeadName()
  const navigate = useNavigate()
  const name = calledAs(row, t)
  const cells: Record<Column, () => ReactNode> = {
    keys: () => <KeyChips keys={row.keys} />,
    first: () => (row.firstAt ? f.date(row.firstAt) : '–'),
    last: () => <Last row={row} />,
    touches: () => f.num(row.touches),
    lead: () =>
      row.firstChannel && (
        <span className="row">
          <ChannelIcon channel={row.firstChannel} />
          <Lead
            called={row.firstLead ? leadName(row.firstLead) : t(`channel.${row.firstChannel}`)}
            said={row.firstSource}
          />
        </span>
      ),
    lastLead: () =>
      row.lastLead && (
        <span className="row">
          <Lead called={leadName(row.lastLead)} />
        </span>
      ),
    value: () => (row.value ? f.money(row.value, currency) : <span className="t3">–</span>),
  }
  return (
    <tr onClick={() => void navigate({ to: '/customers/$id', params: { id: String(row.id) } })}>
      <td>
        <span className="row">
          <Avatar name={row.name} />
          <Link
            to="/customers/$id"
            params={{ id: String(row.id) }}
            className="b cut"
            title={name}
            onClick={(e) => e.stopPropagation()}
          >
            {name}
          </Link>
        </span>
      </td>
      {shown.map((c) => (
        <td key={c} className={look(c, c === 'first' || c === 'value' ? 'nw' : '')}>
          {cells[c]()}
        </td>
      ))}
    </tr>
  )
}

function Lead({ called, said }: { called: string; said?: string }) {
  return (
    <span className="cut" title={said && said !== called ? `${called} · ${said}` : called}>
      {called}
    </span>
  )
}

function Last({ row }: { row: CustomerRow }) {
  const names = useNames()
  const f = useFormat()
  if (!row.lastAt) return <>–</>
  return (
    <span className="lastt">
      {row.lastChannel && <ChannelIcon channel={row.lastChannel} label />}
      <span>
        <span className="nw">{f.ago(row.lastAt, Date.now())}</span>
        {row.lastName && (
          <small className="cut" title={row.lastName}>
            {names.event(row.lastName)}
          </small>
        )}
      </span>
    </span>
  )
}
