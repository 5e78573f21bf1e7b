import { TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { ImportCounts as Look, ImportInfo } from '@/api/types'
import { useFormat } from '@/i18n'
import { Empty, explain, Failed, Waiting } from '@/parts/parts'
import { useDays } from '@/view/counted'
import { importsQuery } from './data'

/** Exports whose rows are what Google counted, and no touches. */
export const isCounts = (job: ImportInfo) => ['google-analytics', 'search-console'].includes(job.preview?.export ?? '')

interface Days {
  from: string
  to: string
}

const lookQuery = (id: string, days?: Days) => ({
  queryKey: ['imports', id, 'counts', days],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    call(api.GET('/v1/imports/{id}/counts', { signal, params: { path: { id }, query: days ?? {} } })),
})

/** What undoing a report of counts takes back, and what counts again as before. */
export function CountsBack({ job }: { job: ImportInfo }) {
  const { t } = useTranslation()
  const f = useFormat()
  const look = useQuery(lookQuery(job.id))
  if (look.error) return <Failed error={look.error} retry={() => look.refetch()} />
  if (!look.data) return <Waiting rows={2} />
  const c = look.data
  return (
    <>
      <p>{t('sources.counts.undoWhat', { count: c.counts, n: f.num(c.counts), name: job.fileName })}</p>
      <p>
        {c.back ? t('sources.counts.undoBack', { count: c.back, n: f.num(c.back) }) : t('sources.counts.undoNoBack')}
      </p>
    </>
  )
}

/** An uploaded report of Google's: what it counts on which days, and the button that takes it in beside the touches. */
export function ImportCounts({ job }: { job: ImportInfo }) {
  const { t } = useTranslation()
  const f = useFormat()
  const client = useQueryClient()
  const [chosen, choose] = useState({ from: '', to: '' })
  const days = chosen.from && chosen.to && chosen.from <= chosen.to ? chosen : undefined
  const look = useQuery({
    ...lookQuery(job.id, days),
    staleTime: Infinity,
    placeholderData: (old) => old,
    retry: false,
  })
  const take = useMutation({
    mutationFn: () =>
      call(api.POST('/v1/imports/{id}/counts', { params: { path: { id: job.id }, query: days ?? {} } })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: importsQuery.queryKey, exact: true })
      void client.invalidateQueries({ queryKey: ['counts'] })
    },
  })
  if (take.data)
    return (
      <section className="card">
        <Empty
          icon="check"
          title={t('sources.counts.taken', { count: take.data.counts, n: f.num(take.data.counts) })}
          action={
            <Link to="/journeys/$tab" params={{ tab: 'leads' }} className="btn p">
              {t('sources.counts.see')}
            </Link>
          }
        >
          {t('sources.counts.takenHow')}
        </Empty>
      </section>
    )
  if (look.error) return <Failed error={look.error} retry={() => look.refetch()} />
  if (!look.data) return <Waiting rows={4} />
  const c = look.data
  return (
    <section className="card costs">
      <div className="hd">
        <h3>{t('sources.counts.title', { by: t(`sources.counts.by.${c.by}`) })}</h3>
      </div>
      <div className="job-b">
        <p>{t('sources.counts.what')}</p>
        <Said c={c} />
        {c.asks || chosen.from || chosen.to ? (
          <fieldset className="cnt-days">
            <legend>{t('sources.counts.which')}</legend>
            {(['from', 'to'] as const).map((end) => (
              <TextInput
                key={end}
                type="date"
                label={t(`sources.counts.${end}`)}
                onChange={(e) => choose({ ...chosen, [end]: e.currentTarget.value })}
              />
            ))}
          </fieldset>
        ) : null}
        {(c.leftOut?.length ?? 0) > 0 && (
          <p>
            {t('sources.counts.leftOut', { what: c.leftOut!.map((m) => t(`sources.counts.measure.${m}`)).join(', ') })}
          </p>
        )}
        {c.rejected > 0 && (
          <>
            <p>{t('sources.costs.rejected', { count: c.rejected, n: f.num(c.rejected) })}</p>
            <ul className="problems">
              {c.rejects?.slice(0, 5).map((r) => (
                <li key={r.line}>
                  <b>{t('sources.costs.line', { line: f.num(r.line) })}</b> {t(`sources.counts.why.${r.reason}`)}
                  {r.value && <small className="t3"> {r.value}</small>}
                </li>
              ))}
            </ul>
          </>
        )}
        {take.error && (
          <p className="bad" role="alert">
            {explain(take.error, t)}
          </p>
        )}
        <div>
          <button
            type="button"
            className="btn p"
            disabled={take.isPending || look.isFetching || c.asks || !c.counts}
            onClick={() => take.mutate()}
          >
            {t('sources.counts.take', { count: c.counts, n: f.num(c.counts) })}
          </button>
        </div>
        <p className="t3 sm">{t('sources.counts.safe')}</p>
      </div>
    </section>
  )
}

/** What is counted, and on which days. */
function Said({ c }: { c: Look }) {
  const { t } = useTranslation()
  const f = useFormat()
  const days = useDays()
  return (
    <>
      <ul>
        {c.kinds?.map((k) => (
          <li key={k.kind + k.measure}>
            <b>
              {t('sources.counts.sum', { total: f.num(k.total), measure: t(`sources.counts.measure.${k.measure}`) })}
            </b>{' '}
            {k.kind !== 'site' &&
              t('sources.counts.of', {
                n: f.num(k.values),
                kind: t(`sources.counts.kind.${k.kind}`, { count: k.values }),
              })}
          </li>
        ))}
      </ul>
      {c.from && (
        <p>
          {t(c.whole ? 'sources.counts.whole' : 'sources.counts.byDay', { days: days({ from: c.from, to: c.to }) })}
        </p>
      )}
    </>
  )
}
