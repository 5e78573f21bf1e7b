import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ColumnLook, ImportMapping, ImportPreview } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { channels, Tag } from '@/parts/parts'
import { useZone } from '@/session'
import { EveryRow } from './EveryRow'
import { assign, extras, fieldOf, fields } from './mapping'

export interface Mapped {
  preview: ImportPreview
  mapping: ImportMapping
  set: (m: ImportMapping) => void
}

/** Each column with what it is taken for, why, and what only a person can tell. */
export function ImportColumns({ preview, mapping, set }: Mapped) {
  const { t } = useTranslation()
  const f = useFormat()
  const looks = preview.looks ?? []
  const read = looks.filter((l) => fieldOf(mapping, l.name) && !l.ask).length
  const asked = looks.filter((l) => l.ask).length
  const left = looks.length - read - asked
  return (
    <section className="card" aria-labelledby="columns">
      <div className="hd">
        <h2 id="columns">{t('sources.map.title')}</h2>
        <Tag tone="brand" icon="check">
          {t('sources.map.readN', { count: read, n: f.num(read) })}
        </Tag>
        {asked > 0 && (
          <Tag tone="warn" icon="alert">
            {t('sources.map.askN', { count: asked, n: f.num(asked) })}
          </Tag>
        )}
        {left > 0 && <Tag>{t('sources.map.leftN', { count: left, n: f.num(left) })}</Tag>}
      </div>
      <Sheet preview={preview} mapping={mapping} set={set} />
      {preview.lacks && (
        <p className="ask-q" role="alert">
          <Icon name="alert" size="s" />
          {t(`sources.map.lacks.${preview.lacks}`)}
        </p>
      )}
      <table className="cm" aria-label={t('sources.map.columns')}>
        <thead>
          <tr>
            <th scope="col">{t('sources.map.inFile')}</th>
            <th scope="col" className="hide-m">
              {t('sources.map.example')}
            </th>
            <th scope="col">{t('sources.map.inCham')}</th>
            <th scope="col">{t('sources.map.why')}</th>
          </tr>
        </thead>
        <tbody>
          {looks.map((l) => (
            <Column key={l.name} look={l} mapping={mapping} set={set} />
          ))}
        </tbody>
      </table>
      {looks
        .filter((l) => l.ask)
        .map((l) => (
          <Question key={l.name} look={l} mapping={mapping} set={set} />
        ))}
      <More preview={preview} mapping={mapping} set={set} />
    </section>
  )
}

function Sheet({ preview, mapping, set }: Mapped) {
  const { t } = useTranslation()
  if ((preview.sheets?.length ?? 0) < 2) return null
  return (
    <Select
      label={t('sources.map.sheet')}
      value={preview.sheet}
      allowDeselect={false}
      data={preview.sheets}
      onChange={(sheet) => sheet && set({ columns: {}, sheet, timeZone: mapping.timeZone })}
      className="mapsheet"
    />
  )
}

interface OfColumn {
  look: ColumnLook
  mapping: ImportMapping
  set: (m: ImportMapping) => void
}

function Column({ look: l, mapping, set }: OfColumn) {
  const { t } = useTranslation()
  const f = useFormat()
  const now = fieldOf(mapping, l.name)
  const options = useOptions(l.name, now)
  const why = t(`sources.map.whys.${l.why}`, {
    count: l.n,
    n: f.num(l.n),
    share: f.pct(l.n / 1000, l.n < 1000 ? 1 : 0),
    context: l.n === 0 ? 'ok' : undefined,
  })
  return (
    <tr>
      <th scope="row" className="any">
        {l.name}
        <small className="t3 show-m">{l.example}</small>
      </th>
      <td className="ex hide-m" title={l.example}>
        {l.example}
      </td>
      <td>
        <Select
          size="xs"
          aria-label={t('sources.map.of', { column: l.name })}
          placeholder={t('sources.map.skip')}
          clearable
          value={now}
          data={options}
          clearButtonProps={{ 'aria-label': t('sources.map.skip') }}
          onChange={(v) => set(assign(mapping, l.name, v))}
          className={l.ask ? 'ask' : now ? 'on' : 'none'}
        />
      </td>
      <td className={'why' + (l.ask ? ' ask' : '')}>
        <span>
          {now && !l.ask && <Icon name="check" size="xs" />}
          {l.ask ? t(`sources.map.asks.${l.ask}`, { value: l.values?.[0], count: l.n, n: f.num(l.n) }) : why}
        </span>
      </td>
    </tr>
  )
}

/** What a column can be read as, in groups. */
function useOptions(column: string, now: string | null) {
  const { t } = useTranslation()
  const of = (vs: readonly string[]) =>
    vs.map((v) => ({ value: v, label: t(`sources.map.${v.replace('traits.', '')}`) }))
  return [
    { group: t('sources.map.who'), items: of(fields.who) },
    { group: t('sources.map.what'), items: of(fields.what) },
    { group: t('sources.map.group'), items: of(fields.order) },
    { group: t('sources.map.calls'), items: of(fields.calls) },
    {
      group: t('sources.map.keep'),
      items: extras(column, now).map((v) => ({
        value: v,
        label: t(v.startsWith('traits.') ? 'sources.map.trait' : 'sources.map.property', {
          name: v.slice(v.indexOf('.') + 1),
        }),
      })),
    },
  ]
}

/** The one question about a column, answered by a click. */
function Question({ look: l, mapping, set }: OfColumn) {
  const { t } = useTranslation()
  const f = useFormat()
  const value = l.values?.[0] ?? ''
  const rest = (l.values?.length ?? 1) - 1
  return (
    <div className="ask-q" role="group" aria-label={l.name}>
      <Icon name="alert" size="s" />
      <span>
        <b>{t(`sources.map.asks.${l.ask}`, { value, count: l.n, n: f.num(l.n) })}</b>{' '}
        {l.ask === 'channel' && rest > 0 && t('sources.map.asksMore', { count: rest, n: f.num(rest) })}
      </span>
      {l.ask === 'channel' && (
        <>
          {(['call', 'zalo', 'store'] as const).map((c) => (
            <button
              key={c}
              type="button"
              className="btn o s"
              onClick={() => set({ ...mapping, channels: { ...mapping.channels, [value]: c } })}
            >
              <Icon name={c} size="s" />
              {t(`channel.${c}`)}
            </button>
          ))}
          <Select
            size="xs"
            w={150}
            aria-label={t('sources.map.asks.channel', { value, count: l.n, n: f.num(l.n) })}
            placeholder={t('sources.map.otherChannel')}
            value={null}
            data={channels.map((c) => ({ value: c, label: t(`channel.${c}`) }))}
            onChange={(c) => c && set({ ...mapping, channels: { ...mapping.channels, [value]: c } })}
          />
        </>
      )}
      {l.ask === 'layout' &&
        (['dmy', 'mdy'] as const).map((layout) => (
          <button key={layout} type="button" className="btn o s" onClick={() => set({ ...mapping, layout })}>
            {t(`sources.map.${layout}`)}
          </button>
        ))}
    </div>
  )
}

const zones = (now: string) => [...new Set([now, 'Asia/Ho_Chi_Minh', 'UTC', ...Intl.supportedValuesOf('timeZone')])]

/** What holds for every row. */
function More({ mapping, set }: Mapped) {
  const { t } = useTranslation()
  const zone = useZone()
  const has = (field: string) => field in mapping.columns
  return (
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
  )
}
