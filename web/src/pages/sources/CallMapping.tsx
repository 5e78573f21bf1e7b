import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { ImportMapping, ImportPreview as Preview, SourceInfo, WebhookSetup } from '@/api/types'
import { useFormat } from '@/i18n'
import { channels, explain, Failed, Tag, Waiting } from '@/parts/parts'
import { useNames } from '@/view/names'
import { callsQuery, useDetail, useReason } from './data'
import { EveryRow } from './EveryRow'
import { assign, extras, fieldOf, fields } from './mapping'
import { useSetup } from './Webhook'

/** What the fields of a system's calls mean, tried on the calls that came. */
export function CallMapping({ source, setup }: { source: SourceInfo; setup: WebhookSetup }) {
  const { t } = useTranslation()
  const calls = useQuery(callsQuery(source.id))
  const form = setup.forms?.[0]
  const [list, setList] = useState(form?.list ?? '')
  const [mapping, set] = useState<ImportMapping | null>(form?.mapping ?? null)
  const save = useSetup(source)
  const preview = useQuery({
    queryKey: ['source', source.id, 'calls', 'preview', list, mapping, calls.data?.[0]?.id],
    queryFn: ({ signal }) =>
      call(
        api.POST('/v1/sources/{id}/calls/preview', {
          signal,
          params: { path: { id: source.id } },
          body: { list, mapping: mapping ?? undefined },
        }),
      ),
    placeholderData: (before) => before,
    enabled: !!calls.data?.length,
  })
  if (!calls.data?.length) return <p className="quiet">{t('sources.webhook.mapLater')}</p>
  if (preview.error && !preview.data) return <Failed error={preview.error} retry={() => preview.refetch()} />
  if (!preview.data) return <Waiting rows={6} />
  const chosen = mapping ?? preview.data.mapping ?? { columns: {} }
  const lists = [...new Set(calls.data.flatMap((c) => c.lists ?? []))]
  const rows = preview.data.columns.map((column, i) => ({ column, sample: preview.data.rows[0]?.[i] ?? '' }))
  return (
    <div className="whk">
      <p>{t('sources.webhook.mapHow')}</p>
      <div className="mapmore">
        <EveryRow event={chosen.event} set={(event) => set({ ...chosen, event })} />
        <Select
          label={t('sources.map.channelAll')}
          clearable
          value={chosen.channel ?? null}
          onChange={(c) => set({ ...chosen, channel: c ?? undefined })}
          data={channels.map((c) => ({ value: c, label: t(`channel.${c}`) }))}
          clearButtonProps={{ 'aria-label': t('common.none') }}
        />
        {lists.length > 0 && (
          <Select
            label={t('sources.webhook.list')}
            clearable
            placeholder={t('sources.webhook.listNone')}
            value={list || null}
            onChange={(v) => setList(v ?? '')}
            data={lists}
            clearButtonProps={{ 'aria-label': t('common.none') }}
          />
        )}
      </div>
      <FieldList rows={rows} mapping={chosen} set={set} />
      <Becomes preview={preview.data} busy={preview.isFetching} />
      {save.error && (
        <p className="bad" role="alert">
          {explain(save.error, t)}
        </p>
      )}
      <button
        type="button"
        className="btn p"
        disabled={save.isPending || preview.isFetching || !!preview.data.lacks}
        onClick={() => save.mutate({ ...setup, forms: [{ list: list || undefined, mapping: chosen }] })}
      >
        {t('sources.webhook.use')}
      </button>
    </div>
  )
}

interface FieldRow {
  column: string
  sample: string
}

function FieldList({
  rows,
  mapping,
  set,
}: {
  rows: FieldRow[]
  mapping: ImportMapping
  set: (m: ImportMapping) => void
}) {
  const { t } = useTranslation()
  const group = (name: string, items: readonly string[]) => ({
    group: t(`sources.map.${name}`),
    items: items.map((v) => ({ value: v, label: t(`sources.map.${v.replace('traits.', '')}`) })),
  })
  const last = (column: string) => column.slice(column.lastIndexOf('.') + 1)
  const keep = (column: string) => ({
    group: t('sources.map.keep'),
    items: extras(last(column), fieldOf(mapping, column)).map((v) => ({
      value: v,
      label: t(v.startsWith('traits.') ? 'sources.map.trait' : 'sources.map.property', {
        name: v.slice(v.indexOf('.') + 1),
      }),
    })),
  })
  return (
    <ul className="fields" aria-label={t('sources.webhook.fields')}>
      {rows.map(({ column, sample }) => (
        <li key={column} className={fieldOf(mapping, column) ? 'on' : undefined}>
          <span>
            <b>{column === 'call.received' ? t('sources.webhook.received') : column}</b>
            <small title={sample}>{sample || '–'}</small>
          </span>
          <Select
            size="xs"
            aria-label={t('sources.map.of', { column })}
            placeholder={t('sources.webhook.skip')}
            allowDeselect={false}
            clearable
            value={fieldOf(mapping, column)}
            data={[group('who', fields.who), group('what', fields.what), group('group', fields.order), keep(column)]}
            clearButtonProps={{ 'aria-label': t('sources.webhook.skip') }}
            onChange={(v) => set(assign(mapping, column, v))}
          />
        </li>
      ))}
    </ul>
  )
}

function Becomes({ preview, busy }: { preview: Preview; busy: boolean }) {
  const { t } = useTranslation()
  const f = useFormat()
  const names = useNames()
  const reason = useReason()
  const detail = useDetail()
  if (preview.lacks)
    return (
      <p className="bad" role="alert">
        {t(`sources.map.lacks.${preview.lacks}`)}
      </p>
    )
  const problems = preview.problems ?? []
  const touches = preview.touches ?? []
  return (
    <div className="becomes" aria-busy={busy}>
      <h4>
        {t('sources.webhook.becomes')}{' '}
        <Tag tone={problems.length ? 'warn' : 'good'} icon={problems.length ? 'alert' : 'check'}>
          {t('sources.webhook.ofRows', { good: f.num(touches.length), all: f.num(touches.length + problems.length) })}
        </Tag>
      </h4>
      <ul>
        {touches.slice(0, 3).map((touch, i) => (
          <li key={i}>
            <time>{touch.at ? f.dateTime(touch.at) : '–'}</time>
            <b>{touch.name ? names.event(touch.name) : t(`sources.type.${touch.type}`)}</b>
            {touch.value ? <span className="nw">{f.num(touch.value)}</span> : null}
          </li>
        ))}
        {problems.slice(0, 3).map((p, i) => (
          <li key={'p' + i} className="bad">
            {reason(p.reason)} {p.detail && <small>{detail(p.detail)}</small>}
          </li>
        ))}
      </ul>
    </div>
  )
}
