import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { ImportInfo } from '@/api/types'
import { useFormat } from '@/i18n'
import { Empty, explain, Failed, Waiting } from '@/parts/parts'
import { importsQuery } from './data'

/** Exports whose rows are what advertising cost, and no touches. */
export const isCosts = (job: ImportInfo) => job.preview?.export?.endsWith('-ads') ?? false

/** What undoing a report of costs takes back, and what counts again as before. */
export function CostsBack({ job }: { job: ImportInfo }) {
  const { t } = useTranslation()
  const f = useFormat()
  const path = { id: job.id }
  const look = useQuery({
    queryKey: ['imports', job.id, 'costs', 'back'],
    queryFn: ({ signal }) => call(api.GET('/v1/imports/{id}/costs', { signal, params: { path } })),
  })
  if (look.error) return <Failed error={look.error} retry={() => look.refetch()} />
  if (!look.data) return <Waiting rows={2} />
  const c = look.data
  return (
    <>
      <p>
        {t('sources.costs.undoWhat', { count: c.rows, n: f.num(c.rows), total: f.money(c.total), name: job.fileName })}
      </p>
      {c.back ? (
        <p>{t('sources.costs.undoBack', { count: c.back, n: f.num(c.back), total: f.money(c.backTotal ?? 0) })}</p>
      ) : (
        <p>{t('sources.costs.undoNoBack')}</p>
      )}
    </>
  )
}

/** An uploaded report of advertising: what it comes to, and the button that takes it in as costs. */
export function ImportCosts({ job }: { job: ImportInfo }) {
  const { t } = useTranslation()
  const f = useFormat()
  const client = useQueryClient()
  const path = { id: job.id }
  const look = useQuery({
    queryKey: ['imports', job.id, 'costs'],
    queryFn: ({ signal }) => call(api.GET('/v1/imports/{id}/costs', { signal, params: { path } })),
    staleTime: Infinity,
  })
  const take = useMutation({
    mutationFn: () => call(api.POST('/v1/imports/{id}/costs', { params: { path } })),
    onSuccess: () => void client.invalidateQueries({ queryKey: importsQuery.queryKey, exact: true }),
  })
  if (take.data)
    return (
      <section className="card">
        <Empty
          icon="check"
          title={t('sources.costs.taken', { count: take.data.rows, n: f.num(take.data.rows) })}
          action={
            <Link to="/journeys/$tab" params={{ tab: 'attribution' }} className="btn p">
              {t('sources.costs.see')}
            </Link>
          }
        >
          {t('sources.costs.takenHow')}
        </Empty>
      </section>
    )
  if (look.error) return <Failed error={look.error} retry={() => look.refetch()} />
  if (!look.data) return <Waiting rows={4} />
  const c = look.data
  return (
    <section className="card costs">
      <div className="hd">
        <h3>{t('sources.costs.title')}</h3>
      </div>
      <div className="job-b">
        <p>{t('sources.costs.what')}</p>
        {c.rows > 0 && (
          <p>
            <b>
              {t('sources.costs.sum', {
                total: f.money(c.total),
                from: f.date(c.from + 'T12:00:00Z'),
                to: f.date(c.to + 'T12:00:00Z'),
                n: f.num(c.rows),
              })}
            </b>
          </p>
        )}
        {c.nameless > 0 && <p>{t('sources.costs.nameless', { count: c.nameless, n: f.num(c.nameless) })}</p>}
        {c.rejected > 0 && (
          <>
            <p>{t('sources.costs.rejected', { count: c.rejected, n: f.num(c.rejected) })}</p>
            <ul className="problems">
              {c.rejects?.slice(0, 5).map((r) => (
                <li key={r.line}>
                  <b>{t('sources.costs.line', { line: f.num(r.line) })}</b> {t(`sources.costs.why.${r.reason}`)}
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
          <button type="button" className="btn p" disabled={take.isPending || !c.rows} onClick={() => take.mutate()}>
            {t('sources.costs.take', { count: c.rows, n: f.num(c.rows) })}
          </button>
        </div>
        <p className="t3 sm">{t('sources.costs.safe')}</p>
      </div>
    </section>
  )
}
