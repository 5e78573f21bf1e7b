import { Select } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { ImportInfo, ImportMapping, ImportPreview as Preview, PreviewTouch } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { ChannelIcon, channels, explain, Tag } from '@/parts/parts'
import { useZone } from '@/session'
import { useNames } from '@/view/names'
import { keyText } from '../customers/data'
import { importQuery, importsQuery, useDetail, useReason } from './data'
import { EveryRow } from './EveryRow'
import { bytes } from './ImportList'
import { assign, extras, fieldOf, fields, statusEvents } from './mapping'

/** The head of the file, what its columns mean, and what would become of the rows. */
export function ImportPreview({ job }: { job: ImportInfo }) {
  const { t } = useTranslation()
  const f = useFormat()
  const client = useQueryClient()
  const navigate = useNavigate()
  const { mapping, setMapping, preview, trying } = useMapping(job)
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
  return (
    <section className="card job" aria-labelledby="job">
      <div className="hd">
        <h2 id="job" className="any">
          {job.fileName}
        </h2>
        <span className="t3 sm nw">{bytes(job.bytes, f.num)}</span>
      </div>
      {preview && mapping && <Columns preview={preview} mapping={mapping} set={setMapping} />}
      {preview && <Becomes preview={preview} busy={trying.isPending} />}
      <div className="job-b">
        {error && (
          <p className="bad" role="alert">
            {explain(error, t)}
          </p>
        )}
        <div className="row">
          <button
            type="button"
            className="btn p"
            disabled={start.isPending || trying.isPending || !!preview?.lacks}
            onClick={() => start.mutate()}
          >
            {t('sources.import.start')}
          </button>
          <button type="button" className="btn o" disabled={drop.isPending} onClick={() => drop.mutate()}>
            {t('sources.import.giveUp')}
          </button>
        </div>
      </div>
    </section>
  )
}

/** The chosen mapping; each change is tried on the head of the file. */
function useMapping(job: ImportInfo) {
  const client = useQueryClient()
  const [mapping, set] = useState<ImportMapping | null>(job.preview?.mapping ?? null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const trying = useMutation({
    mutationFn: (m: ImportMapping) =>
      call(api.POST('/v1/imports/{id}/preview', { params: { path: { id: job.id } }, body: { mapping: m } })),
    onSuccess: (next, sent) => {
      client.setQueryData(importQuery(job.id).queryKey, next)
      const guessed = next.preview?.mapping // of another sheet
      if (guessed && !Object.keys(sent.columns).length) set(guessed)
    },
  })
  useEffect(() => () => clearTimeout(timer.current), [])
  const setMapping = (m: ImportMapping) => {
    set(m)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => trying.mutate(m), 250)
  }
  return { mapping, setMapping, preview: job.preview, trying }
}

interface Mapped {
  preview: Preview
  mapping: ImportMapping
  set: (m: ImportMapping) => void
}

function Columns({ preview, mapping, set }: Mapped) {
  const { t } = useTranslation()
  const zone = useZone()
  const has = (field: string) => field in mapping.columns
  const options = (column: string) => [
    {
      group: t('sources.map.who'),
      items: fields.who.map((v) => ({ value: v, label: t(`sources.map.${v.replace('traits.', '')}`) })),
    },
    { group: t('sources.map.what'), items: fields.what.map((v) => ({ value: v, label: t(`sources.map.${v}`) })) },
    { group: t('sources.map.group'), items: fields.order.map((v) => ({ value: v, label: t(`sources.map.${v}`) })) },
    {
      group: t('sources.map.keep'),
      items: extras(column, fieldOf(mapping, column)).map((v) => ({
        value: v,
        label: t(v.startsWith('traits.') ? 'sources.map.trait' : 'sources.map.property', {
          name: v.slice(v.indexOf('.') + 1),
        }),
      })),
    },
  ]
  return (
    <>
      <p className="quiet">{t('sources.map.hint')}</p>
      {(preview.sheets?.length ?? 0) > 1 && (
        <Select
          label={t('sources.map.sheet')}
          value={preview.sheet}
          allowDeselect={false}
          data={preview.sheets}
          onChange={(sheet) => sheet && set({ columns: {}, sheet, timeZone: mapping.timeZone })}
          className="mapsheet"
        />
      )}
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t('sources.map.columns')}>
        <table className="maptable">
          <thead>
            <tr>
              {preview.columns.map((c) => (
                <th key={c} scope="col">
                  <span className="any">{c}</span>
                  <Select
                    size="xs"
                    aria-label={t('sources.map.of', { column: c })}
                    placeholder={t('sources.map.skip')}
                    clearable
                    value={fieldOf(mapping, c)}
                    data={options(c)}
                    clearButtonProps={{ 'aria-label': t('sources.map.skip') }}
                    onChange={(v) => set(assign(mapping, c, v))}
                    className={fieldOf(mapping, c) ? 'on' : undefined}
                  />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.rows.slice(0, 8).map((row, i) => (
              <tr key={i}>
                {row.map((cell, k) => (
                  <td key={k} title={cell}>
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="mapmore">
        {!has('event') && <EveryRow event={mapping.event} set={(event) => set({ ...mapping, event })} />}
        {!has('channel') && (
          <Select
            label={t('sources.map.channelAll')}
            clearable
            value={mapping.channel ?? null}
            onChange={(c) => set({ ...mapping, channel: c ?? undefined })}
            data={channels.map((c) => ({ value: c, label: t(`channel.${c}`) }))}
            clearButtonProps={{ 'aria-label': t('common.none') }}
          />
        )}
        <Select
          label={t('sources.map.layout')}
          value={mapping.layout ?? 'dmy'}
          allowDeselect={false}
          onChange={(v) => set({ ...mapping, layout: v as 'dmy' | 'mdy' })}
          data={(['dmy', 'mdy'] as const).map((v) => ({ value: v, label: t(`sources.map.${v}`) }))}
        />
        <Select
          label={t('sources.map.zone')}
          searchable
          value={mapping.timeZone || zone}
          allowDeselect={false}
          onChange={(v) => set({ ...mapping, timeZone: v ?? undefined })}
          data={zones(mapping.timeZone || zone)}
        />
      </div>
      <Statuses preview={preview} mapping={mapping} set={set} />
    </>
  )
}

/** What the statuses met stand for: the guess, to be corrected. */
function Statuses({ preview, mapping, set }: Mapped) {
  const { t } = useTranslation()
  const f = useFormat()
  if (!preview.statuses?.length) return null
  const name = (event: string) => t(`sources.map.events.${event}`, { defaultValue: event })
  return (
    <fieldset className="statuses">
      <legend>{t('sources.map.statuses')}</legend>
      <div className="mapmore">
        {preview.statuses.map((s) => (
          <Select
            key={s.status}
            label={`${s.status} · ${t('sources.map.statusRows', { count: s.rows, n: f.num(s.rows) })}`}
            placeholder={t('sources.map.statusAsk')}
            value={mapping.statuses?.[s.status] ?? s.event ?? null}
            allowDeselect={false}
            data={[...new Set([...statusEvents(mapping.event), ...(s.event ? [s.event] : [])])].map((e) => ({
              value: e,
              label: name(e),
            }))}
            onChange={(e) => e && set({ ...mapping, statuses: { ...mapping.statuses, [s.status]: e } })}
          />
        ))}
      </div>
    </fieldset>
  )
}

const zones = (now: string) => [...new Set([now, 'Asia/Ho_Chi_Minh', 'UTC', ...Intl.supportedValuesOf('timeZone')])]

/** The first rows as touches, and those that would be refused. */
function Becomes({ preview, busy }: { preview: Preview; busy: boolean }) {
  const { t } = useTranslation()
  const f = useFormat()
  const reason = useReason()
  const detail = useDetail()
  if (preview.lacks)
    return (
      <p className="bad" role="alert">
        {t(`sources.map.lacks.${preview.lacks}`)}
      </p>
    )
  const good = new Set(preview.touches.map((touch) => touch.line)).size
  return (
    <div className="becomes" aria-busy={busy}>
      <h3>
        {t('sources.import.becomes')}{' '}
        <Tag tone={preview.problems.length ? 'warn' : 'good'} icon={preview.problems.length ? 'alert' : 'check'}>
          {t('sources.import.ofRows', {
            good: f.num(good),
            all: f.num(good + preview.problems.length),
          })}
        </Tag>
      </h3>
      <ul>
        {preview.touches.slice(0, 5).map((touch, i) => (
          <Became key={i} touch={touch} />
        ))}
      </ul>
      {(['returned', 'refunds'] as const).map((what) => {
        const count = preview[what] ?? 0
        return count > 0 && <p key={what}>{t(`sources.import.${what}`, { count, n: f.num(count) })}</p>
      })}
      {preview.problems.length > 0 && (
        <ul className="problems" aria-label={t('sources.import.problems')}>
          {preview.problems.slice(0, 8).map((p, i) => (
            <li key={i}>
              <Icon name="alert" size="s" />
              <span>
                <b>{t('sources.import.atLine', { line: f.num(p.line) })}</b> {reason(p.reason)}
                {p.detail && <small className="t3"> {detail(p.detail)}</small>}
              </span>
            </li>
          ))}
        </ul>
      )}
      {preview.problems.length > 0 && <p className="t3 sm">{t('sources.import.problemsHint')}</p>}
    </div>
  )
}

function Became({ touch }: { touch: PreviewTouch }) {
  const { t } = useTranslation()
  const names = useNames()
  const f = useFormat()
  return (
    <li>
      <time>{touch.at ? f.dateTime(touch.at) : '–'}</time>
      <ChannelIcon channel={touch.channel ?? 'other'} label />
      <b title={touch.name}>{touch.name ? names.event(touch.name) : t(`sources.type.${touch.type}`)}</b>
      {touch.value ? <span className="nw">{f.num(touch.value)}</span> : null}
      {(touch.rows ?? 1) > 1 && (
        <span className="t3 nw">{t('sources.map.lines', { count: touch.rows, n: f.num(touch.rows!) })}</span>
      )}
      <span className="t2 cut">
        {touch.keys
          .slice(0, 2)
          .map((k) => `${t(`customers.key.${k.kind}`)} ${keyText(k)}`)
          .join(' · ')}
      </span>
    </li>
  )
}
