import { Autocomplete, Modal, Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { dimensionsQuery, matchQuery } from '@/api/queries'
import type { Dimensions, Match, Rule, Touchpoint, ValueCount } from '@/api/types'
import { plain } from '@/format'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { ChannelIcon, Failed, IconButton, Waiting } from '@/parts/parts'
import { useNames } from '@/view/names'
import type { View } from '@/view/view'

const plural = {
  event: 'events',
  channel: 'channels',
  path: 'paths',
  source: 'sources',
  medium: 'mediums',
  campaign: 'campaigns',
  device: 'devices',
  branch: 'branches',
} as const
type Field = keyof typeof plural
const fields = Object.keys(plural) as Field[]

/** One condition while it is being made; property fields are "p:" and the property's name. */
interface Cond {
  field: string
  value: string
}

const toConds = (m: Match): Cond[] => [
  ...fields.filter((f) => m[f]).map((f) => ({ field: f, value: m[f]! })),
  ...Object.entries(m.property ?? {}).map(([k, value]) => ({ field: 'p:' + k, value })),
]
/** Conditions without a value are not conditions yet. */
function toMatch(conds: Cond[]): Match {
  const m: Match = {}
  for (const { field, value } of conds) {
    if (!value) continue
    if (field.startsWith('p:')) m.property = { ...m.property, [field.slice(2)]: value }
    else m[field as Field] = value
  }
  return m
}
const toRule = (alts: Cond[][]): Rule => ({ any: alts.map(toMatch).filter((m) => Object.keys(m).length > 0) })

/** Makes a binding rule by choosing among what was really seen; says at once how much it binds. */
export function RuleDialog({
  map,
  touchpoint: tp,
  view,
  readOnly,
  onSave,
  onClose,
}: {
  map: string
  touchpoint: Touchpoint
  view: View
  readOnly: boolean
  onSave: (r: Rule) => void
  onClose: () => void
}) {
  const { t } = useTranslation()
  const dims = useQuery(dimensionsQuery(view))
  const [alts, setAlts] = useState<Cond[][]>(() =>
    tp.rule.any.length ? tp.rule.any.map(toConds) : [[{ field: 'event', value: '' }]],
  )
  const rule = toRule(alts)
  const change = (i: number, conds: Cond[]) =>
    setAlts(conds.length ? alts.map((a, k) => (k === i ? conds : a)) : alts.filter((_, k) => k !== i))
  return (
    <Modal
      opened
      onClose={onClose}
      size={860}
      title={t('rule.dialog', { name: tp.name })}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <div className="rd">
        <div className="stack8">
          <p className="t2 md">{t('rule.help')}</p>
          {dims.error ? (
            <Failed error={dims.error} retry={() => dims.refetch()} />
          ) : !dims.data ? (
            <Waiting rows={4} height={28} />
          ) : (
            alts.map((conds, i) => (
              <div key={i}>
                {i > 0 && (
                  <div className="t3 sm" style={{ padding: '2px 0 8px' }}>
                    {t('rule.or')}
                  </div>
                )}
                <div className="alt">
                  {conds.map((c, k) => (
                    <Condition
                      key={k}
                      cond={c}
                      used={conds.map((x) => x.field)}
                      dims={dims.data}
                      onChange={(v) =>
                        change(
                          i,
                          conds.map((x, n) => (n === k ? v : x)),
                        )
                      }
                      onRemove={() =>
                        change(
                          i,
                          conds.filter((_, n) => n !== k),
                        )
                      }
                    />
                  ))}
                  <button
                    type="button"
                    className="btn"
                    style={{ justifySelf: 'start' }}
                    onClick={() => change(i, [...conds, { field: nextField(conds, dims.data), value: '' }])}
                  >
                    <Icon name="plus" size="s" />
                    {t('rule.and')}
                  </button>
                </div>
              </div>
            ))
          )}
          <button
            type="button"
            className="btn o"
            style={{ justifySelf: 'start' }}
            onClick={() => setAlts([...alts, [{ field: 'event', value: '' }]])}
          >
            <Icon name="plus" size="s" />
            {t('rule.addOr')}
          </button>
        </div>
        <Preview map={map} rule={rule} view={view} />
      </div>
      <div className="row" style={{ justifyContent: 'flex-end', marginTop: 16 }}>
        <button type="button" className="btn" onClick={onClose}>
          {t('common.cancel')}
        </button>
        <button type="button" className="btn p" disabled={readOnly} onClick={() => onSave(rule)}>
          {t(rule.any.length ? 'rule.save' : 'rule.saveEmpty')}
        </button>
      </div>
    </Modal>
  )
}

const nextField = (conds: Cond[], dims: Dimensions) =>
  [...fields, ...Object.keys(dims.properties).map((p) => 'p:' + p)].find((f) => !conds.some((c) => c.field === f)) ??
  'event'

function Condition({
  cond,
  used,
  dims,
  onChange,
  onRemove,
}: {
  cond: Cond
  used: string[]
  dims: Dimensions
  onChange: (c: Cond) => void
  onRemove: () => void
}) {
  const { t } = useTranslation()
  const f = useFormat()
  const values: ValueCount[] = cond.field.startsWith('p:')
    ? (dims.properties[cond.field.slice(2)] ?? [])
    : (dims[plural[cond.field as Field]] ?? [])
  const counts = new Map(values.map((v) => [v.value, v.count]))
  const names = useNames()
  const word = (v: string) =>
    cond.field === 'channel'
      ? t(`channel.${v}`, { defaultValue: v })
      : cond.field === 'event'
        ? names.event(v)
        : cond.field === 'device'
          ? t(`customers.device.${v}`, { defaultValue: v })
          : v
  const data = values.map((v) => ({ value: v.value, label: word(v.value) }))
  const option = ({ option }: { option: { value: string; label?: string } }) => (
    <span className="row" style={{ width: '100%' }}>
      {cond.field === 'channel' && <ChannelIcon channel={option.value} />}
      <span style={{ flex: 1, overflowWrap: 'anywhere' }}>{word(option.value)}</span>
      <span className="t3 xs">{f.num(counts.get(option.value) ?? 0)}</span>
    </span>
  )
  // Searching needs no diacritics.
  const filter = ({ options, search }: { options: unknown[]; search: string }) =>
    (options as { value: string; label: string }[]).filter((o) =>
      plain(`${o.label ?? ''} ${o.value}`).includes(plain(search.trim())),
    ) as never
  const shared = {
    size: 'xs' as const,
    'aria-label': t('rule.value'),
    limit: 100,
    maxDropdownHeight: 280,
    filter,
    renderOption: option,
  }
  return (
    <div className="cond">
      <Select
        size="xs"
        aria-label={t('rule.field')}
        allowDeselect={false}
        value={cond.field}
        onChange={(v) => v && onChange({ field: v, value: '' })}
        data={[
          ...fields.map((x) => ({ value: x as string, label: t(`rule.${x}`) })),
          ...Object.keys(dims.properties).map((p) => ({ value: 'p:' + p, label: names.property(p) })),
        ].filter((o) => o.value === cond.field || !used.includes(o.value))}
      />
      {cond.field === 'path' ? (
        <Autocomplete
          {...shared}
          placeholder={t('rule.pathHint')}
          value={cond.value}
          onChange={(value) => onChange({ ...cond, value })}
          data={values.map((v) => v.value)}
        />
      ) : (
        <Select
          {...shared}
          searchable
          placeholder={t('rule.choose')}
          nothingFoundMessage={t('rule.noValue')}
          value={cond.value || null}
          onChange={(v) => onChange({ ...cond, value: v ?? '' })}
          data={
            cond.value && !counts.has(cond.value) ? [{ value: cond.value, label: word(cond.value) }, ...data] : data
          }
        />
      )}
      <IconButton icon="x" label={t('rule.remove')} onClick={onRemove} />
    </div>
  )
}

function Preview({ map, rule, view }: { map: string; rule: Rule; view: View }) {
  const { t } = useTranslation()
  const f = useFormat()
  const [slow] = useDebouncedValue(rule, 250)
  const match = useQuery({ ...matchQuery(map, slow, view), enabled: slow.any.length > 0 })
  const names = useNames()
  const kinds = match.data?.kinds ?? []
  return (
    <div className="pv" aria-live="polite">
      <b className="sm">{t('rule.preview')}</b>
      {rule.any.length === 0 ? (
        <p className="t2 sm" style={{ marginTop: 6 }}>
          {t('rule.previewNone')}
        </p>
      ) : match.error && !match.data ? (
        <Failed error={match.error} retry={() => match.refetch()} />
      ) : !match.data ? (
        <Waiting rows={3} />
      ) : (
        <div style={{ opacity: match.isPlaceholderData ? 0.5 : 1, marginTop: 8 }}>
          <dl>
            <div>
              <dt>{t('rule.touches')}</dt>
              <dd>{f.num(match.data.volume)}</dd>
            </div>
            <div>
              <dt>{t('rule.customers')}</dt>
              <dd>{f.num(match.data.reach)}</dd>
            </div>
          </dl>
          {match.data.volume === 0 && <p className="t2 sm">{t('rule.previewZero')}</p>}
          <ul>
            {kinds.slice(0, 12).map((k) => (
              <li key={k.id} title={[k.name, k.path, k.source, k.campaign, k.branch].filter(Boolean).join(' · ')}>
                <ChannelIcon channel={k.channel} label />
                <span>
                  {k.path || names.event(k.name)}
                  {k.campaign || k.branch ? ` · ${k.campaign || k.branch}` : ''}
                </span>
                <b>{f.num(k.volume)}</b>
              </li>
            ))}
          </ul>
          {kinds.length > 12 && <p className="t3 xs">{t('rule.moreKinds', { count: kinds.length - 12 })}</p>}
        </div>
      )}
    </div>
  )
}
