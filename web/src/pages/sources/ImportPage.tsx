import { Select } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState, type DragEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { ImportInfo, SourceInfo } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { PageHead } from '@/parts/PageHead'
import { explain, Loaded } from '@/parts/parts'
import { useTitle } from '@/shell/PageStates'
import { importQuery, sourcesQuery } from './data'
import { ImportList, useImportsLive } from './ImportList'
import { ImportPreview } from './ImportPreview'
import { ImportResult } from './ImportResult'
import { Progress } from './Progress'
import { Inlets } from './Inlets'
import './import.css'
import './sources.css'
import { clearUpload, startUpload, useUpload, type Upload } from './upload'

/** A file's way in: drop, look, choose what columns mean, watch, read what was rejected. */
export default function ImportPage() {
  const { t } = useTranslation()
  useTitle(t('sources.import.title'))
  const { job, source } = useSearch({ strict: false }) as { job?: string; source?: string }
  return (
    <div className="page srcs">
      <PageHead
        title={t('sources.import.title')}
        help="import"
        way={[
          <Link key="0" to="/sources">
            {t('nav.sources')}
          </Link>,
        ]}
      />
      {job ? (
        <Job key={job} id={job} />
      ) : (
        <>
          <Send source={source} />
          <ImportList />
          <Inlets />
        </>
      )}
    </div>
  )
}

/** The upload, or the place to drop a file. */
function Send({ source }: { source?: string }) {
  const upload = useUpload()
  const client = useQueryClient()
  const navigate = useNavigate()
  const done = upload?.done
  useEffect(() => {
    if (!done) return
    client.setQueryData(importQuery(done.id).queryKey, done)
    void client.invalidateQueries({ queryKey: ['imports'], exact: true })
    clearUpload()
    void navigate({ to: '/sources/import', search: { job: done.id }, replace: true })
  }, [done, client, navigate])
  if (upload && !upload.error) return <Uploading upload={upload} />
  return <Drop source={source} error={upload?.error} />
}

const fresh = 'new'

/**
 * Which source the file goes into: the one asked for, else the first made for files, else a new one.
 * One source for all files, because a row that comes twice through one source counts once.
 */
function useInto(asked?: string) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const list = useQuery(sourcesQuery).data?.filter((s) => s.kind !== 'demo') ?? []
  const [picked, choose] = useState<string>()
  const of = (all: SourceInfo[]) =>
    picked ?? (all.find((s) => s.id === asked) ?? all.find((s) => s.kind === 'file'))?.id ?? fresh
  const chosen = of(list)
  const sourceFor = async () => {
    const into = of(await client.ensureQueryData(sourcesQuery)) // also of who is faster than the list
    if (into !== fresh) return into
    const made = await call(api.POST('/v1/sources', { body: { kind: 'file', name: t('sources.add.name.file') } }))
    await client.invalidateQueries({ queryKey: sourcesQuery.queryKey })
    return made.id
  }
  return { list, chosen, choose, sourceFor }
}

function Drop({ source, error }: { source?: string; error?: unknown }) {
  const { t } = useTranslation()
  const [over, setOver] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const { list, chosen, choose, sourceFor } = useInto(source)
  const send = useMutation({ mutationFn: async (file: File) => startUpload(file, await sourceFor()) })
  const take = (file?: File) => file && send.mutate(file)
  const failed = send.error ?? error
  const drop = (e: DragEvent) => {
    e.preventDefault()
    setOver(false)
    take(e.dataTransfer.files[0])
  }
  return (
    <section
      className={'card drop' + (over ? ' over' : '')}
      onDragOver={(e) => {
        e.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      aria-labelledby="drop"
    >
      <span className="empty-ic">
        <Icon name="upload" />
      </span>
      <h2 id="drop">{t('sources.import.drop')}</h2>
      <p>{t('sources.import.kinds')}</p>
      {failed != null && (
        <p className="bad" role="alert">
          {explain(failed, t)} {t('sources.import.nothingKept')}
        </p>
      )}
      <input
        ref={input}
        type="file"
        hidden
        accept=".csv,.xlsx,.json,.ndjson,.jsonl,.parquet,.gz,text/csv,application/json,application/x-ndjson,application/gzip"
        onChange={(e) => take(e.target.files?.[0])}
      />
      <button type="button" className="btn p" disabled={send.isPending} onClick={() => input.current?.click()}>
        {t('sources.import.choose')}
      </button>
      {list.length > 1 && (
        <label className="into">
          {t('sources.import.into')}
          <Select
            size="xs"
            w={220}
            aria-label={t('sources.import.into')}
            allowDeselect={false}
            value={chosen}
            onChange={(v) => v && choose(v)}
            data={[
              ...list.map((s) => ({ value: s.id, label: s.name })),
              { value: fresh, label: t('sources.import.newSource') },
            ]}
          />
        </label>
      )}
    </section>
  )
}

function Uploading({ upload: u }: { upload: Upload }) {
  const { t } = useTranslation()
  const f = useFormat()
  return (
    <section className="card job" aria-labelledby="job">
      <div className="hd">
        <h2 id="job">{t('sources.import.sending', { name: u.name })}</h2>
      </div>
      <div className="job-b">
        <Progress share={u.loaded / Math.max(1, u.total)} label={u.name} />
        <p className="t2" role="status">
          {f.bytes(u.loaded)} / {f.bytes(u.total)}
          {u.loaded >= u.total && ` · ${t('sources.import.reading')}`}
        </p>
        <div className="row">
          <button type="button" className="btn o" onClick={clearUpload}>
            {t('sources.import.cancel')}
          </button>
          <span className="t3 sm">{t('sources.import.stay')}</span>
        </div>
      </div>
    </section>
  )
}

function Job({ id }: { id: string }) {
  useImportsLive()
  const query = useQuery({
    ...importQuery(id),
    refetchInterval: (q) => (['running', 'undoing'].includes(q.state.data?.state ?? '') ? 1000 : false),
  })
  return (
    <Loaded query={query} rows={6}>
      {(job) =>
        job.state === 'uploaded' ? (
          <ImportPreview job={job} />
        ) : job.state === 'running' ? (
          <Running job={job} />
        ) : (
          <ImportResult job={job} />
        )
      }
    </Loaded>
  )
}

/** The import at work; it goes on by itself when the page is left. */
function Running({ job }: { job: ImportInfo }) {
  const { t } = useTranslation()
  const f = useFormat()
  const client = useQueryClient()
  const cancel = useMutation({
    mutationFn: () => call(api.DELETE('/v1/imports/{id}', { params: { path: { id: job.id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['imports'] }),
  })
  const share = job.bytesRead / Math.max(1, job.bytes)
  const speed = useSpeed(job)
  return (
    <section className="card job" aria-labelledby="job">
      <div className="hd">
        <h2 id="job">{t('sources.import.running', { name: job.fileName })}</h2>
        <span className="sp" />
        <b>{f.pct(share, 0)}</b>
      </div>
      <div className="job-b">
        <Progress share={share} label={job.fileName} />
        <Counts job={job} />
        {speed && (
          <p className="t2">
            {t('sources.import.speed', { n: f.num(speed.rows) })}
            {speed.left !== undefined && ` · ${t('sources.import.left', { time: f.duration(speed.left) })}`}
          </p>
        )}
        {cancel.error && (
          <p className="bad" role="alert">
            {explain(cancel.error, t)}
          </p>
        )}
        <div className="row">
          <button type="button" className="btn o" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
            {t('sources.import.cancel')}
          </button>
          <span className="t3 sm">{t('sources.import.leave')}</span>
        </div>
      </div>
    </section>
  )
}

/** Rows a second since the page looks on, and the seconds that are left at this pace. */
function useSpeed(job: ImportInfo) {
  const rows = job.accepted + job.refused + job.duplicates
  const [first] = useState({ at: Date.now(), rows, bytes: job.bytesRead })
  const [now, tick] = useState({ at: first.at, rows, bytes: job.bytesRead })
  useEffect(() => tick({ at: Date.now(), rows, bytes: job.bytesRead }), [rows, job.bytesRead])
  const seconds = (now.at - first.at) / 1000
  if (seconds < 1 || now.rows <= first.rows) return undefined
  const bytes = (now.bytes - first.bytes) / seconds
  return {
    rows: Math.round((now.rows - first.rows) / seconds),
    left: bytes > 0 ? (job.bytes - now.bytes) / bytes : undefined,
  }
}

/** What became of the rows so far. */
export function Counts({ job }: { job: ImportInfo }) {
  const { t } = useTranslation()
  const f = useFormat()
  return (
    <dl className="nums three">
      <div>
        <dt>{t('sources.import.accepted')}</dt>
        <dd>{f.num(job.accepted)}</dd>
      </div>
      <div>
        <dt>{t('sources.import.duplicates')}</dt>
        <dd>{f.num(job.duplicates)}</dd>
      </div>
      <div>
        <dt>{t('sources.import.refused')}</dt>
        <dd className={job.refused > 0 ? 'dn' : undefined}>{f.num(job.refused)}</dd>
      </div>
    </dl>
  )
}
