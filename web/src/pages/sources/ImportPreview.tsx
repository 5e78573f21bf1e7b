import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { ImportInfo, ImportMapping } from '@/api/types'
import { useFormat } from '@/i18n'
import { explain } from '@/parts/parts'
import { importQuery, importsQuery, triedQuery } from './data'
import { ImportCosts, isCosts } from './ImportCosts'
import { ImportCounts, isCounts } from './ImportCounts'
import { ImportColumns } from './ImportColumns'
import { ImportRefused } from './ImportRefused'
import { ImportStatuses } from './ImportStatuses'
import { ImportSum } from './ImportSum'
import { PastImports } from './PastImports'
import { SavedMappings } from './SavedMappings'

/** An uploaded file: what its columns mean, beside it what would come in. Each change is tried at once. */
export function ImportPreview({ job: guessed }: { job: ImportInfo }) {
  const { t } = useTranslation()
  const f = useFormat()
  const client = useQueryClient()
  const navigate = useNavigate()
  const { job, mapping, setMapping, trying } = useMapping(guessed)
  const { preview } = job
  const start = useMutation({
    mutationFn: () =>
      call(api.POST('/v1/imports/{id}/start', { params: { path: { id: job.id } }, body: mapping ? { mapping } : {} })),
    onSuccess: (next) => {
      client.setQueryData(importQuery(job.id).queryKey, next)
      void client.invalidateQueries({ queryKey: importsQuery.queryKey, exact: true })
    },
  })
  const drop = useMutation({
    mutationFn: () => call(api.DELETE('/v1/imports/{id}', { params: { path: { id: job.id } } })),
    onSuccess: async () => {
      await navigate({ to: '/sources/import', search: {} })
      void client.invalidateQueries({ queryKey: ['imports'] })
    },
  })
  const error = start.error ?? drop.error ?? trying.error
  const both = preview && mapping && { preview, mapping, set: setMapping }
  return (
    <>
      <div className="imp-h">
        <div>
          <h2 className="any" id="job">
            {job.fileName}
          </h2>
          <p className="t2">
            {preview?.export && <b>{t('sources.import.knownAs', { name: t(`known.${preview.export}`) })} </b>}
            {preview?.saved && <b>{t('sources.import.readBy', { name: preview.saved })} </b>}
            {preview &&
              t('sources.import.size', {
                columns: f.num(preview.columns?.length ?? 0),
                rows: f.num(preview.sum.rows),
                context: preview.sum.whole ? undefined : 'part',
              })}{' '}
            · {f.bytes(job.bytes)}
          </p>
        </div>
        <div className="row wrap">
          {both && !isCosts(job) && !isCounts(job) && <SavedMappings {...both} />}
          <button type="button" className="btn o" disabled={drop.isPending} onClick={() => drop.mutate()}>
            {t('sources.import.giveUp')}
          </button>
        </div>
      </div>
      {isCosts(job) ? (
        <ImportCosts job={job} />
      ) : isCounts(job) ? (
        <ImportCounts job={job} />
      ) : (
        <div className="imp">
          <div className="stack">
            {both && <ImportColumns {...both} />}
            {both && <ImportStatuses {...both} />}
            {preview && <ImportRefused preview={preview} />}
          </div>
          <div className="stack">
            {preview && (
              <ImportSum preview={preview} busy={trying.isPending}>
                {error && (
                  <p className="bad" role="alert">
                    {explain(error, t)}
                  </p>
                )}
                <button
                  type="button"
                  className="btn p wide"
                  disabled={start.isPending || trying.isPending || !!preview.lacks}
                  onClick={() => start.mutate()}
                >
                  {t('sources.import.start')}
                </button>
                <p className="t3 sm">{t('sources.import.safe')}</p>
              </ImportSum>
            )}
            <PastImports now={job.id} />
            <Link to="/sources/import" className="btn">
              {t('sources.import.another')}
            </Link>
          </div>
        </div>
      )}
    </>
  )
}

/** The chosen mapping, and the file read by it; each change is tried on the head of the file, the latest last. */
function useMapping(guessed: ImportInfo) {
  const client = useQueryClient()
  const { id } = guessed
  const job = useQuery(triedQuery(id)).data ?? guessed
  const [mapping, set] = useState<ImportMapping | null>(job.preview?.mapping ?? null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const trying = useMutation({
    mutationFn: (m: ImportMapping) =>
      call(api.POST('/v1/imports/{id}/preview', { params: { path: { id } }, body: { mapping: m } })),
    scope: { id: `preview-${id}` },
    onSuccess: (next, sent) => {
      client.setQueryData(triedQuery(id).queryKey, next)
      const guess = next.preview?.mapping // of another sheet
      if (guess && !Object.keys(sent.columns).length) set(guess)
    },
  })
  useEffect(() => () => clearTimeout(timer.current), [])
  const setMapping = (m: ImportMapping) => {
    set(m)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => trying.mutate(m), 60)
  }
  return { job, mapping, setMapping, trying }
}
