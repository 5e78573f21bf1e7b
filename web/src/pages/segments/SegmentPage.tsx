import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { segmentsQuery } from '@/api/queries'
import type { SegmentInfo, SegmentRule } from '@/api/types'
import { useFormat } from '@/i18n'
import { PageHead } from '@/parts/PageHead'
import { Empty, explain, Failed, Loaded, Waiting } from '@/parts/parts'
import { useMay } from '@/session'
import { useTitle } from '@/shell/PageStates'
import { useNames } from '@/view/names'
import { ReadyDialog } from './Ready'
import { RuleGroup } from './RuleEditor'
import { asGroup, blank, complete, group, ready } from './rule'
import './segments.css'

/** A segment by rule being made or changed, with who meets it at once. */
export default function SegmentPage() {
  const { t } = useTranslation()
  const { id } = useParams({ strict: false })
  const segments = useQuery({ ...segmentsQuery, enabled: !!id })
  const title = id ? t('who.change') : t('who.new')
  useTitle(title)
  const way = [
    <Link key="s" to="/segments">
      {t('nav.segments')}
    </Link>,
  ]
  return (
    <div className="page rulepage">
      <PageHead title={title} way={way} lead={t('who.lead')} />
      {!id ? (
        <Editor />
      ) : (
        <Loaded query={segments} rows={6}>
          {(all) => {
            const s = all.find((x) => x.id === id)
            return s?.rule ? (
              <Editor key={s.id} segment={s} />
            ) : (
              <Empty
                icon="users"
                title={t('who.gone')}
                action={
                  <Link to="/segments" className="btn p">
                    {t('nav.segments')}
                  </Link>
                }
              >
                {t('who.goneHow')}
              </Empty>
            )
          }}
        </Loaded>
      )}
    </div>
  )
}

function Editor({ segment }: { segment?: SegmentInfo }) {
  const { t } = useTranslation()
  const { tag } = useSearch({ strict: false })
  const [rule, setRule] = useState<SegmentRule>(() =>
    segment ? asGroup(segment.rule) : group('all', [tag ? { tag: { any: [tag] } } : blank('touch')]),
  )
  const [name, setName] = useState(segment?.name ?? tag ?? '')
  const may = useMay('ask')
  const whole = complete(rule)
  const save = useSave(segment?.id)
  const [proposed, setProposed] = useState('')
  const begin = (called: string, r: SegmentRule) => {
    setRule(asGroup(r))
    setProposed(called)
    if (name.trim() === '' || name === proposed) setName(called)
  }
  const submit = (e: FormEvent) => {
    e.preventDefault()
    if (whole) save.mutate({ name, rule })
  }
  return (
    <form className="segbody" onSubmit={submit}>
      <section className="card" aria-label={t('who.rule')}>
        <TextInput
          label={t('segments.name')}
          placeholder={t('who.namePlace')}
          maxLength={100}
          required
          value={name}
          onChange={(e) => setName(e.target.value)}
        />
        <div className="row segtop">
          <h2 className="segh">{t('who.rule')}</h2>
          <span className="sp" />
          <ReadyDialog choose={begin} />
        </div>
        <RuleGroup rule={rule} set={setRule} own={segment?.id} />
        {!!save.error && (
          <p role="alert" className="err">
            {explain(save.error, t)}
          </p>
        )}
        <div className="row segdo">
          {!whole && <span className="t2 sm">{t('who.unfinished')}</span>}
          <span className="sp" />
          <Link to="/segments" className="btn">
            {t('common.cancel')}
          </Link>
          <button type="submit" className="btn p" disabled={!may || !whole || !name.trim() || save.isPending}>
            {t('common.save')}
          </button>
        </div>
      </section>
      <Who rule={rule} />
    </form>
  )
}

function useSave(id?: string) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: (body: { name: string; rule: SegmentRule }) =>
      id
        ? call(api.PATCH('/v1/segments/{id}', { params: { path: { id } }, body }))
        : call(api.POST('/v1/segments', { body })),
    onSuccess: async (s) => {
      await client.invalidateQueries({ queryKey: ['segments'] })
      notifications.show({ message: t('who.saved', { name: s.name }) })
      void navigate({ to: '/segments' })
    },
  })
}

/** How many meet the rule now, and twenty of them. */
function Who({ rule }: { rule: SegmentRule }) {
  const { t } = useTranslation()
  const f = useFormat()
  const names = useNames()
  const [slow] = useDebouncedValue(ready(rule), 200)
  const found = useQuery({
    queryKey: ['segment-preview', slow],
    enabled: !!slow,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      call(api.POST('/v1/segments/preview', { signal, params: { query: { limit: 20 } }, body: { rule: slow! } })),
  })
  const { data } = found
  return (
    <section className="card segwho" aria-live="polite" aria-label={t('who.now')}>
      <h2 className="segh">{t('who.now')}</h2>
      {!slow ? (
        <p className="t2">{t('who.nothing')}</p>
      ) : found.error ? (
        <Failed error={found.error} retry={() => void found.refetch()} />
      ) : !data ? (
        <Waiting rows={6} />
      ) : (
        <div className={found.isFetching ? 'old' : undefined}>
          <p className="segn">
            <b>{f.num(data.total ?? 0)}</b> {t('who.people', { count: data.total ?? 0 })}
          </p>
          {data.customers.length === 0 && <p className="t2">{t('who.nobody')}</p>}
          <ul className="segppl">
            {data.customers.map((c) => (
              <li key={c.id}>
                <Link to="/customers/$id" params={{ id: String(c.id) }}>
                  {c.name || c.keys[0]?.value || t('who.nameless')}
                </Link>
                <span className="t3 cut">{c.lastName ? names.event(c.lastName) : t('who.untouched')}</span>
                {c.lastAt && <time className="t3">{f.date(c.lastAt)}</time>}
              </li>
            ))}
          </ul>
          {(data.total ?? 0) > data.customers.length && (
            <p className="t3 sm">{t('who.more', { n: f.num((data.total ?? 0) - data.customers.length) })}</p>
          )}
        </div>
      )}
    </section>
  )
}
