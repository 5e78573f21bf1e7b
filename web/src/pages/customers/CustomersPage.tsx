import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustomerRow } from '@/api/types'
import { segmentsQuery } from '@/api/queries'
import { useFormat } from '@/i18n'
import { addDays, dayOf, midnight } from '@/period'
import { Icon } from '@/parts/Icon'
import { PageHead } from '@/parts/PageHead'
import { ChannelIcon, channels, Empty, Failed, Waiting } from '@/parts/parts'
import { useMay, useZone } from '@/session'
import { useTitle } from '@/shell/PageStates'
import { useLeadChoices } from '@/view/leads'
import { narrowed } from '@/view/search'
import './customers.css'
import { useColumns } from './columns'
import { CustomerTable } from './CustomerTable'
import { CustomerTabs } from './CustomerTabs'
import { customersQuery, suggestionsQuery, type CustomerFilter } from './data'
import { More } from './items'
import { ListTools } from './ListTools'
import { Suggestions } from './Suggestions'

/** Everybody we know: search, filters, and the merges that wait for a decision. */
export default function CustomersPage() {
  const { t } = useTranslation()
  const f = useFormat()
  useTitle(t('nav.customers'))
  const { filter, set } = useFilter()
  const query = useInfiniteQuery({ ...customersQuery(filter), placeholderData: keepPreviousData })
  const suggestions = useQuery({ ...suggestionsQuery, enabled: useMay('customers') })
  const rows = query.data && once(query.data.pages.flatMap((p) => p.customers))
  const total = query.data?.pages[0]?.total
  const filtered = !!filter.q || narrowed(filter)
  const [shown, toggle] = useColumns()
  return (
    <div className="page cust">
      <PageHead
        title={t('nav.customers')}
        help="customers"
        lead={
          total === undefined
            ? t('customers.lead')
            : t(filtered ? 'customers.found' : 'customers.total', { count: total, n: f.num(total) })
        }
      >
        <CustomerTabs />
      </PageHead>
      <Suggestions list={suggestions.data ?? []} />
      <Filters filter={filter} set={set} busy={query.isFetching && !query.isFetchingNextPage}>
        <span className="sp" />
        <ListTools filter={filter} shown={shown} toggle={toggle} />
      </Filters>
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
            <CustomerTable rows={rows} shown={shown} filter={filter} set={set} />
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
    firstLead: search.firstLead || undefined,
    lastLead: search.lastLead || undefined,
    status: search.status || undefined,
    saved: search.saved || undefined,
    sort: search.sort,
    up: search.up,
  }
  if (filter.status) filter.from = midnight(addDays(dayOf(Date.now(), zone), 1 - newDays), zone).toISOString()
  const set = ({ from: _, ...next }: CustomerFilter) => void navigate({ to: '/customers', search: next, replace: true })
  return { filter, set }
}

function Filters({
  filter,
  set,
  busy,
  children,
}: {
  filter: CustomerFilter
  set: (f: CustomerFilter) => void
  busy: boolean
  children: ReactNode
}) {
  const { t } = useTranslation()
  const leads = useLeadChoices()
  const segments = useQuery(segmentsQuery).data ?? []
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
    <div className="filters one-row" role="search">
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
      <Choice
        label={t('customers.leadChannel')}
        any={t('customers.anyChannel')}
        value={filter.channel}
        onPick={(channel) => set({ ...filter, channel })}
        of={channels.map((c) => ({ value: c, label: t(`channel.${c}`) }))}
        icon={(c) => <ChannelIcon channel={c} />}
      />
      {(['firstLead', 'lastLead'] as const).map((k) => (
        <Choice
          key={k}
          label={t(`view.${k}`)}
          any={t(`customers.any.${k}`)}
          value={filter[k]}
          onPick={(v) => set({ ...filter, [k]: v })}
          of={leads}
        />
      ))}
      {(segments.length > 0 || filter.saved) && (
        <Choice
          label={t('view.segment')}
          any={t('customers.anySegment')}
          value={filter.saved}
          onPick={(saved) => set({ ...filter, saved })}
          of={segments.map((g) => ({ value: g.id, label: g.name }))}
        />
      )}
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
      {children}
    </div>
  )
}

/** One of many values, or any. */
function Choice(p: {
  label: string
  any: string
  value: string | undefined
  onPick: (v: string | undefined) => void
  of: { value: string; label: string }[]
  icon?: (v: string) => ReactNode
}) {
  return (
    <Select
      aria-label={p.label}
      placeholder={p.any}
      clearable
      searchable
      value={p.value ?? null}
      onChange={(v) => p.onPick(v ?? undefined)}
      data={p.of}
      w={190}
      clearButtonProps={{ 'aria-label': p.any }}
      renderOption={({ option }) => (
        <span className="row">
          {p.icon?.(option.value)}
          {option.label}
        </span>
      )}
    />
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
