import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustomerRow } from '@/api/types'
import { useFormat } from '@/i18n'
import { addDays, dayOf, midnight } from '@/period'
import { Icon } from '@/parts/Icon'
import { ChannelIcon, channels, Empty, Failed, Waiting } from '@/parts/parts'
import { useCurrency, useMay, useZone } from '@/session'
import { useTitle } from '@/shell/PageStates'
import './customers.css'
import { calledAs, customersQuery, suggestionsQuery, touchWord, type CustomerFilter } from './data'
import { Avatar, KeyChips, More } from './items'
import { Suggestions } from './Suggestions'

/** Everybody we know: search, filters, and the merges that wait for a decision. */
export default function CustomersPage() {
  const { t } = useTranslation()
  const f = useFormat()
  useTitle(t('nav.customers'))
  const { filter, set } = useFilter()
  const query = useInfiniteQuery({ ...customersQuery(filter), placeholderData: keepPreviousData })
  const suggestions = useQuery({ ...suggestionsQuery, enabled: useMay('manager') })
  const rows = query.data && once(query.data.pages.flatMap((p) => p.customers))
  const total = query.data?.pages[0]?.total
  const filtered = !!(filter.q || filter.channel || filter.status)
  return (
    <div className="page cust">
      <header className="ph">
        <div>
          <h1>{t('nav.customers')}</h1>
          <p>
            {total === undefined
              ? t('customers.lead')
              : t(filtered ? 'customers.found' : 'customers.total', { count: total, n: f.num(total) })}
          </p>
        </div>
      </header>
      <Suggestions list={suggestions.data ?? []} />
      <Filters filter={filter} set={set} busy={query.isFetching && !query.isFetchingNextPage} />
      <section className="card" aria-label={t('nav.customers')} aria-busy={query.isFetching}>
        {rows === undefined ? (
          query.error ? (
            <Failed error={query.error} retry={() => query.refetch()} />
          ) : (
            <Waiting rows={8} height={18} />
          )
        ) : rows.length === 0 ? (
          <Nobody filtered={filtered} clear={() => set({})} />
        ) : (
          <>
            <CustomerTable rows={rows} />
            <More query={query} />
          </>
        )}
      </section>
    </div>
  )
}

/** Somebody seen while the list is read moves up and would stand in it twice. */
const once = (rows: CustomerRow[]) => [...new Map(rows.map((r) => [r.id, r])).values()]

/** Who came first within so many days is new. */
const newDays = 30

/** The filter in the address; typing waits a moment before it asks. */
function useFilter() {
  const search = useSearch({ strict: false }) as CustomerFilter
  const navigate = useNavigate()
  const zone = useZone()
  const filter: CustomerFilter = {
    q: search.q || undefined,
    channel: search.channel || undefined,
    status: search.status || undefined,
  }
  if (filter.status) filter.from = midnight(addDays(dayOf(Date.now(), zone), 1 - newDays), zone).toISOString()
  const set = ({ from: _, ...next }: CustomerFilter) => void navigate({ to: '/customers', search: next, replace: true })
  return { filter, set }
}

function Filters({ filter, set, busy }: { filter: CustomerFilter; set: (f: CustomerFilter) => void; busy: boolean }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(filter.q ?? '')
  const [settled] = useDebouncedValue(typed, 200)
  useEffect(() => {
    if (settled.trim() !== (filter.q ?? '')) set({ ...filter, q: settled.trim() || undefined })
    // only what was typed may start a search; the address follows it
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [settled])
  useEffect(() => {
    if (!filter.q) setTyped((now) => (now.trim() === settled.trim() ? '' : now)) // cleared elsewhere
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [filter.q])
  return (
    <div className="filters" role="search">
      <label className="find">
        <Icon name="search" />
        <span className="vh">{t('customers.search')}</span>
        <input
          type="search"
          value={typed}
          onChange={(e) => setTyped(e.target.value)}
          placeholder={t('customers.searchHint')}
          autoComplete="off"
          spellCheck={false}
        />
        {busy && (
          <span className="vh" role="status">
            {t('common.loading')}
          </span>
        )}
      </label>
      <Select
        aria-label={t('customers.leadChannel')}
        placeholder={t('customers.anyChannel')}
        clearable
        searchable
        value={filter.channel ?? null}
        onChange={(c) => set({ ...filter, channel: c ?? undefined })}
        data={channels.map((c) => ({ value: c, label: t(`channel.${c}`) }))}
        w={190}
        clearButtonProps={{ 'aria-label': t('customers.anyChannel') }}
        renderOption={({ option }) => (
          <span className="row">
            <ChannelIcon channel={option.value} />
            {option.label}
          </span>
        )}
      />
      <div className="seg" role="group" aria-label={t('customers.status')}>
        {([undefined, 'new', 'returning'] as const).map((s) => (
          <button
            key={s ?? 'all'}
            type="button"
            aria-pressed={filter.status === s}
            onClick={() => set({ ...filter, status: s })}
          >
            {t(`customers.is.${s ?? 'all'}`, { count: newDays })}
          </button>
        ))}
      </div>
    </div>
  )
}

function Nobody({ filtered, clear }: { filtered: boolean; clear: () => void }) {
  const { t } = useTranslation()
  if (filtered)
    return (
      <Empty
        icon="search"
        title={t('customers.noneFound')}
        action={
          <button type="button" className="btn o" onClick={clear}>
            {t('customers.clear')}
          </button>
        }
      >
        {t('customers.noneFoundHint')}
      </Empty>
    )
  return (
    <Empty
      icon="users"
      title={t('customers.none')}
      action={
        <Link to="/sources" className="btn p">
          {t('customers.connect')}
        </Link>
      }
    >
      {t('customers.noneHint')}
    </Empty>
  )
}

function CustomerTable({ rows }: { rows: CustomerRow[] }) {
  const { t } = useTranslation()
  return (
    <table className="ctable">
      <thead>
        <tr>
          <th scope="col">{t('customers.col.name')}</th>
          <th scope="col" className="hide-m">
            {t('customers.col.keys')}
          </th>
          <th scope="col" className="hide-m">
            {t('customers.col.first')}
          </th>
          <th scope="col">{t('customers.col.last')}</th>
          <th scope="col" className="r hide-m">
            {t('customers.col.touches')}
          </th>
          <th scope="col" className="hide-m">
            {t('customers.col.lead')}
          </th>
          <th scope="col" className="r">
            {t('customers.col.value')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ row }: { row: CustomerRow }) {
  const { t } = useTranslation()
  const f = useFormat()
  const currency = useCurrency()
  const navigate = useNavigate()
  const name = calledAs(row, t)
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
      <td className="hide-m">
        <KeyChips keys={row.keys} />
      </td>
      <td className="hide-m nw">{row.firstAt ? f.date(row.firstAt) : '–'}</td>
      <td>
        {row.lastAt ? (
          <span className="lastt">
            {row.lastChannel && <ChannelIcon channel={row.lastChannel} label />}
            <span>
              <span className="nw">{f.ago(row.lastAt, Date.now())}</span>
              {row.lastName && (
                <small className="cut" title={row.lastName}>
                  {touchWord(row.lastName, t)}
                </small>
              )}
            </span>
          </span>
        ) : (
          '–'
        )}
      </td>
      <td className="r hide-m">{f.num(row.touches)}</td>
      <td className="hide-m">
        {row.firstChannel && (
          <span className="row">
            <ChannelIcon channel={row.firstChannel} />
            <span className="cut">{row.firstSource || t(`channel.${row.firstChannel}`)}</span>
          </span>
        )}
      </td>
      <td className="r nw">{row.value ? f.money(row.value, currency) : <span className="t3">–</span>}</td>
    </tr>
  )
}
