import { notifications } from '@mantine/notifications'
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { ImportInfo, RejectsPage } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { explain, Failed, Tag, Waiting } from '@/parts/parts'
import { useMay } from '@/session'
import { More } from '../customers/items'
import { save } from '../journeys/download'
import { stateTone, useDetail, useReason } from './data'
import { Counts } from './ImportPage'
import { UndoImport } from './UndoImport'

/** What became of a file: counts, and every rejected row with its line and reason. */
export function ImportResult({ job }: { job: ImportInfo }) {
  const { t } = useTranslation()
  const f = useFormat()
  return (
    <>
      <section className="card job" aria-labelledby="job">
        <div className="hd">
          <Icon name={job.state === 'done' ? 'check' : 'alert'} />
          <h2 id="job">{t(`sources.import.ended.${job.state}`, { name: job.fileName })}</h2>
          <span className="sp" />
          <Tag tone={stateTone[job.state]}>{t(`sources.import.state.${job.state}`)}</Tag>
        </div>
        <div className="job-b">
          <Counts job={job} />
          {job.error && (
            <p className="bad" role="alert">
              {job.errorKey ? t(job.errorKey, { line: job.errorLine }) : job.error}
            </p>
          )}
          <p className="t2">
            {f.bytes(job.bytes)} ·{' '}
            {job.finishedAt
              ? t('sources.import.endedAt', { at: f.dateTime(job.finishedAt) })
              : f.dateTime(job.createdAt)}
          </p>
          {(job.state === 'cancelled' || job.state === 'failed') && (
            <p className="t2">{t('sources.import.keptSoFar')}</p>
          )}
          {(job.removed ?? 0) > 0 && (
            <p role="status">{t('sources.import.removed', { count: job.removed, n: f.num(job.removed!) })}</p>
          )}
          <div className="row wrap">
            <Link to="/maps" className="btn p">
              {t('sources.import.seeMap')}
            </Link>
            <Link to="/customers" className="btn o">
              {t('sources.import.seeCustomers')}
            </Link>
            <Link to="/sources/import" className="btn o">
              {t('sources.import.another')}
            </Link>
            <UndoImport job={job} />
          </div>
        </div>
      </section>
      {job.refused > 0 && <Rejects job={job} />}
    </>
  )
}

/** The rejected rows as the file had them, to be mended. */
function Download({ job }: { job: ImportInfo }) {
  const { t } = useTranslation()
  const file = useMutation({
    mutationFn: () =>
      call<Blob>(
        api.GET('/v1/imports/{id}/rejects', {
          params: { path: { id: job.id }, query: { format: 'file' } },
          parseAs: 'blob',
        }) as never,
      ),
    onSuccess: (blob) => save(`cham-rejects.${blob.type.includes('csv') ? 'csv' : 'ndjson'}`, blob),
    onError: (e) => notifications.show({ color: 'red', message: explain(e, t) }),
  })
  return (
    <button type="button" className="btn o" disabled={file.isPending} onClick={() => file.mutate()}>
      <Icon name="dl" size="s" />
      {t('sources.import.download')}
    </button>
  )
}

/** Why rows were refused, how many each, and where first; a click shows only those. */
function Reasons(p: { job: ImportInfo; only?: string; choose: (reason?: string) => void }) {
  const { t } = useTranslation()
  const f = useFormat()
  const reason = useReason()
  const all = p.job.reasons ?? []
  if (all.length === 0) return null
  return (
    <ul className="whys" aria-label={t('sources.import.reason')}>
      {all.map((r) => (
        <li key={r.reason}>
          <button
            type="button"
            aria-pressed={p.only === r.reason}
            onClick={() => p.choose(p.only === r.reason ? undefined : r.reason)}
          >
            <b>{f.num(r.count)}</b>
            <span>{reason(r.reason)}</span>
            <small className="t3">
              {t(r.count > r.lines.length ? 'sources.import.reasonLinesMore' : 'sources.import.reasonLines', {
                lines: r.lines.map((l) => f.num(l)).join(', '),
              })}
            </small>
          </button>
        </li>
      ))}
    </ul>
  )
}

function Rejects({ job }: { job: ImportInfo }) {
  const { t } = useTranslation()
  const f = useFormat()
  const reason = useReason()
  const detail = useDetail()
  const may = useMay('import')
  const [only, setOnly] = useState<string>()
  const query = useInfiniteQuery({
    queryKey: ['imports', job.id, 'rejects', only],
    queryFn: ({ pageParam, signal }) =>
      call<RejectsPage>(
        api.GET('/v1/imports/{id}/rejects', {
          signal,
          params: { path: { id: job.id }, query: { after: pageParam, limit: 100, reason: only } },
        }) as never,
      ),
    initialPageParam: 0,
    getNextPageParam: (last) => last.next || undefined,
    enabled: may,
  })
  if (!may) return null
  const rows = query.data?.pages.flatMap((p) => p.rejects)
  return (
    <section className="card below" aria-labelledby="rejects">
      <div className="hd">
        <h2 id="rejects">{t('sources.import.rejects')}</h2>
        <span className="tag">{f.num(job.refused)}</span>
        <span className="sp" />
        <Download job={job} />
      </div>
      <p className="quiet">{t('sources.import.rejectsHint')}</p>
      <Reasons job={job} only={only} choose={setOnly} />
      {rows === undefined ? (
        query.error ? (
          <Failed error={query.error} retry={() => query.refetch()} />
        ) : (
          <Waiting rows={4} />
        )
      ) : (
        <div className="scroll-x" tabIndex={0} role="region" aria-labelledby="rejects">
          <table className="stable plain">
            <thead>
              <tr>
                <th scope="col" className="r">
                  {t('sources.import.line')}
                </th>
                <th scope="col">{t('sources.import.reason')}</th>
                <th scope="col" className="hide-m">
                  {t('sources.import.row')}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((r, i) => (
                <tr key={`${r.line}-${i}`}>
                  <td className="r">{f.num(r.line)}</td>
                  <td>
                    {reason(r.reason)}
                    {r.detail && <small className="t3 any">{detail(r.detail)}</small>}
                  </td>
                  <td className="hide-m">
                    <code className="cut" title={r.sample}>
                      {r.sample}
                    </code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <More query={query} />
        </div>
      )}
    </section>
  )
}
