import { Modal, Select } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { mapsQuery } from '@/api/queries'
import type { ImportPreview } from '@/api/types'
import { useFormat } from '@/i18n'
import { Confirm } from '@/parts/Confirm'
import { Icon } from '@/parts/Icon'
import { Empty, explain, Failed, Loaded } from '@/parts/parts'
import { useMay, useSession, useZone } from '@/session'
import { Help } from '@/shell/Help'
import { useTitle } from '@/shell/PageStates'
import { importQuery, sourcesQuery, tilesQuery, useDetail, useReason } from '../data'
import { ImportSum } from '../ImportSum'
import { sendFile } from '../upload'
import { Grid } from './Grid'
import { mapping, mostRows, placesOf, read, refusedRows, toCSV, type Day, type Read } from './list'
import { useDraft } from './useDraft'
import '../import.css'
import '../sources.css'
import './paper.css'

/** A list on paper, typed or pasted into a grid, saved as an import. */
export default function PaperPage() {
  const { t } = useTranslation()
  useTitle(t('paper.title'))
  const may = useMay('import')
  const maps = useQuery(mapsQuery)
  return (
    <div className="page srcs paper">
      <header className="ph">
        <div>
          <p className="crumb">
            <Link to="/sources">{t('nav.sources')}</Link>
            <Icon name="right" size="xs" />
          </p>
          <div className="ph-t">
            <h1>{t('paper.title')}</h1>
            <Help page="paper" />
          </div>
          <p>{t('paper.lead')}</p>
        </div>
      </header>
      {!may ? (
        <section className="card">
          <Empty icon="lock" title={t('paper.mayNot')} />
        </section>
      ) : (
        <Loaded query={maps} rows={8}>
          {(list) =>
            list[0] ? (
              <List maps={list} />
            ) : (
              <section className="card">
                <Empty
                  icon="list"
                  title={t('paper.noMap')}
                  action={
                    <Link to="/maps" className="btn o">
                      {t('qr.toMaps')}
                    </Link>
                  }
                />
              </section>
            )
          }
        </Loaded>
      )}
    </div>
  )
}

/** Today's date in a zone. */
export function todayIn(zone: string, now = new Date()): Day {
  const [y, m, d] = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' })
    .format(now)
    .split('-')
    .map(Number)
  return { y: y!, m: m!, d: d! }
}

interface MapName {
  id: string
  name: string
}

function List({ maps }: { maps: MapName[] }) {
  const { t } = useTranslation()
  const zone = useZone()
  const workspace = useSession()?.workspace?.id ?? ''
  const [map, choose] = useState(maps[0]!.id)
  const tiles = useQuery(tilesQuery(map))
  const places = placesOf(tiles.data ?? [])
  const draft = useDraft(workspace)
  const said = read(draft.rows, places, todayIn(zone))
  const good = said.filter((r) => r.faults.length === 0)
  const job = useJob(good, zone, () => {
    const refused = refusedRows(job.preview.data?.preview, good)
    if (refused) draft.keep(said, refused)
  })
  return (
    <>
      <section className="card" aria-label={t('paper.title')}>
        <div className="hd wrap">
          {maps.length > 1 && <Maps maps={maps} value={map} choose={choose} />}
          <span className="t3 sm">{t('paper.keys')}</span>
          <span className="sp" />
          <Clear draft={draft} filled={said.length} />
        </div>
        {tiles.error && <Failed error={tiles.error} retry={() => tiles.refetch()} />}
        {tiles.data && places.length === 0 && (
          <p className="warnline" role="note">
            <Icon name="alert" />
            {t('paper.noPlaces')}
          </p>
        )}
        <Grid rows={draft.rows} set={draft.set} read={said} places={places} />
        <Foot
          said={said}
          good={good.length}
          over={draft.over}
          pending={job.preview.isPending}
          go={() => job.preview.mutate()}
        />
        {job.preview.error && (
          <p className="bad in" role="alert">
            {explain(job.preview.error, t)} {t('sources.import.nothingKept')}
          </p>
        )}
      </section>
      <Look job={job} />
    </>
  )
}

/** Which map's touchpoints are offered. */
function Maps({ maps, value, choose }: { maps: MapName[]; value: string; choose: (id: string) => void }) {
  const { t } = useTranslation()
  return (
    <Select
      size="xs"
      aria-label={t('qr.form.map')}
      allowDeselect={false}
      value={value}
      onChange={(v) => v && choose(v)}
      data={maps.map((m) => ({ value: m.id, label: m.name }))}
    />
  )
}

/** What the rows would become, before they are saved. */
function Look({ job }: { job: ReturnType<typeof useJob> }) {
  const { t } = useTranslation()
  const preview = job.preview.data?.preview
  return (
    <Modal
      opened={!!job.preview.data}
      onClose={job.drop}
      title={t('paper.preview')}
      size={520}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ content: 'srcs paper' }}
    >
      {preview && (
        <ImportSum preview={preview} busy={job.start.isPending}>
          <Refused preview={preview} />
          {job.start.error && (
            <p className="bad" role="alert">
              {explain(job.start.error, t)}
            </p>
          )}
          <button
            type="button"
            className="btn p wide"
            disabled={job.start.isPending}
            onClick={() => job.start.mutate()}
          >
            {t('paper.save')}
          </button>
          <p className="t3 sm">{t('paper.safe')}</p>
        </ImportSum>
      )}
    </Modal>
  )
}

/** The good rows as an import: uploaded and looked at, then started. */
function useJob(rows: Read[], zone: string, saved: () => void) {
  const { t } = useTranslation()
  const f = useFormat()
  const client = useQueryClient()
  const navigate = useNavigate()
  const body = { mapping: mapping(zone) }
  const preview = useMutation({
    mutationFn: async () => {
      const name = t('paper.file', { at: f.dateTime(new Date().toISOString()).replaceAll('/', '-').replace(':', 'h') })
      const job = await sendFile(new File([toCSV(rows)], `${name}.csv`, { type: 'text/csv' }), await fileSource())
      return call(
        api.POST('/v1/imports/{id}/preview', { params: { path: { id: job.id }, query: { rows: mostRows } }, body }),
      )
    },
  })
  const fileSource = async () => {
    const all = await client.fetchQuery({ ...sourcesQuery, staleTime: 0 })
    const one = all.find((s) => s.kind === 'file' && s.enabled)
    if (one) return one.id
    const made = await call(api.POST('/v1/sources', { body: { kind: 'file', name: t('sources.add.name.file') } }))
    return made.id
  }
  const id = preview.data?.id ?? ''
  const start = useMutation({
    mutationFn: () => call(api.POST('/v1/imports/{id}/start', { params: { path: { id } }, body })),
    onSuccess: async (next) => {
      saved() // before the page is left
      client.setQueryData(importQuery(id).queryKey, next)
      await client.invalidateQueries({ queryKey: ['imports'], exact: true })
      await navigate({ to: '/sources/import', search: { job: id } })
    },
  })
  /** Looked at and left: nothing of it stays. */
  const drop = () => {
    preview.reset()
    start.reset()
    void call(api.DELETE('/v1/imports/{id}', { params: { path: { id } } })).then(() =>
      client.invalidateQueries({ queryKey: ['imports'] }),
    )
  }
  return { preview, start, drop }
}

/** What only the server can tell of the rows: these stay in the grid. */
function Refused({ preview }: { preview: ImportPreview }) {
  const { t } = useTranslation()
  const f = useFormat()
  const reason = useReason()
  const detail = useDetail()
  return preview.sum.refused.map((r) => (
    <p key={r.reason} className="bad">
      {t('sources.import.refusedTitle', { count: r.count, n: f.num(r.count) })}: {reason(r.reason)}
      {r.details && ` · ${r.details.map(detail).join(' · ')}`}
    </p>
  ))
}

/** How many rows there are, what is wrong with the others, and the way on. */
function Foot(p: { said: Read[]; good: number; over: number; pending: boolean; go: () => void }) {
  const { t } = useTranslation()
  const f = useFormat()
  const bad = p.said.length - p.good
  return (
    <div className="foot">
      <p role="status">
        {t('paper.rows', { count: p.said.length, n: f.num(p.said.length) })}
        {bad > 0 && <b className="dn"> · {t('paper.bad', { count: bad, n: f.num(bad) })}</b>}
        {p.over > 0 && <b className="dn"> · {t('paper.over', { n: f.num(p.over) })}</b>}
      </p>
      <span className="sp" />
      <button type="button" className="btn p" disabled={p.good === 0 || p.pending} onClick={p.go}>
        {t('paper.look', { count: p.good, n: f.num(p.good) })}
      </button>
    </div>
  )
}

function Clear({ draft, filled }: { draft: ReturnType<typeof useDraft>; filled: number }) {
  const { t } = useTranslation()
  const [sure, setSure] = useState(false)
  if (filled === 0) return null
  return (
    <>
      {draft.kept ? (
        <span className="t3 sm">{t('paper.kept')}</span>
      ) : (
        <b className="dn sm" role="status">
          {t('paper.notKept')}
        </b>
      )}
      <button type="button" className="btn" onClick={() => setSure(true)}>
        {t('paper.clear')}
      </button>
      <Confirm
        opened={sure}
        close={() => setSure(false)}
        title={t('paper.clearSure')}
        go={t('paper.clear')}
        act={{
          mutate: () => {
            draft.clear()
            setSure(false)
          },
        }}
      >
        <p>{t('paper.clearWhy')}</p>
      </Confirm>
    </>
  )
}
