import { MultiSelect, Select, TagsInput, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ExclusionPreviewed, ExclusionRule } from '@/api/types'
import { useFormat } from '@/i18n'
import { explain, Waiting } from '@/parts/parts'
import { useNames } from '@/view/names'
import { sourcesQuery } from '../data'
import { type Days, type Kind, kindOf, kinds, previewQuery, ready } from './data'

interface Props {
  id?: string
  value: ExclusionRule
  save: { mutate: (r: ExclusionRule) => void; isPending: boolean; error: unknown }
  close: () => void
  days: Days
  children: ReactNode
}

/** What a rule looks at, and what it would take out, before it is saved. */
export function RuleForm({ id, value, save, close, days, children }: Props) {
  const { t } = useTranslation()
  const [r, setR] = useState(value)
  const set = (change: Partial<ExclusionRule>) => setR({ ...r, ...change })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    save.mutate({ ...r, field: kindOf(r.kind).field ? r.field : undefined })
  }
  return (
    <form className="dlg" onSubmit={submit}>
      <div className="rule">
        <Select
          label={t('exclusions.kind')}
          data={(Object.keys(kinds) as Kind[]).map((k) => ({ value: k, label: t(`exclusions.kinds.${k}`) }))}
          value={r.kind}
          allowDeselect={false}
          onChange={(k) => k && set({ kind: k as Kind, values: [], field: '' })}
          data-autofocus
        />
        {kindOf(r.kind).field && (
          <TextInput
            label={t(`exclusions.field.${r.kind}`)}
            placeholder={t(`exclusions.fieldPlace.${r.kind}`)}
            value={r.field ?? ''}
            maxLength={200}
            required
            onChange={(e) => set({ field: e.target.value })}
          />
        )}
      </div>
      <Values rule={r} set={(values) => set({ values })} />
      <TextInput
        label={t('common.name')}
        placeholder={t('exclusions.namePlace')}
        value={r.name ?? ''}
        maxLength={60}
        onChange={(e) => set({ name: e.target.value })}
      />
      <div className="hd excl-pre">
        <h3>{t('exclusions.preview')}</h3>
        <span className="sp" />
        {children}
      </div>
      <Preview id={id} rule={r} days={days} />
      {!!save.error && (
        <p className="bad" role="alert">
          {explain(save.error, t)}
        </p>
      )}
      <div className="dlg-act">
        <button type="button" className="btn" onClick={close}>
          {t('common.cancel')}
        </button>
        <button type="submit" className="btn p" disabled={save.isPending || !ready(r)}>
          {t('exclusions.save')}
        </button>
      </div>
    </form>
  )
}

function Values({ rule: r, set }: { rule: ExclusionRule; set: (v: string[]) => void }) {
  const { t } = useTranslation()
  const sources = useQuery(sourcesQuery).data ?? []
  if (r.kind === 'robots') return <p className="t3 sm">{t('exclusions.valuesWhy.robots')}</p>
  const common = {
    label: t(`exclusions.values.${r.kind}`),
    description: t(`exclusions.valuesWhy.${r.kind}`),
    value: r.values ?? [],
    onChange: set,
  }
  return r.kind === 'source' ? (
    <MultiSelect {...common} data={sources.map((s) => ({ value: s.id, label: s.name }))} />
  ) : (
    <TagsInput
      {...common}
      placeholder={t(`exclusions.valuesPlace.${r.kind}`)}
      maxTags={100}
      splitChars={[',', ';']}
      acceptValueOnBlur
    />
  )
}

function Preview({ id, rule, days }: { id?: string; rule: ExclusionRule; days: Days }) {
  const { t } = useTranslation()
  const [asked] = useDebouncedValue({ ...rule, name: '', off: false }, 300)
  const query = useQuery({ ...previewQuery(id, asked, days), enabled: ready(asked) })
  if (!ready(rule)) return <p className="t3 sm">{t('exclusions.previewHow')}</p>
  if (query.error) return <p className="bad">{explain(query.error, t)}</p>
  if (!query.data) return <Waiting rows={3} />
  return <Previewed p={query.data} />
}

function Previewed({ p }: { p: ExclusionPreviewed }) {
  const { t } = useTranslation()
  const f = useFormat()
  const names = useNames()
  const sources = useQuery(sourcesQuery).data ?? []
  const args = {
    n: f.num(p.rule.touches),
    share: f.pct(p.touches ? p.rule.touches / p.touches : 0),
    who: f.num(p.rule.customers),
    people: f.num(p.customers),
    days: p.days,
    alone: f.num(p.rule.alone),
  }
  return (
    <div className="previewed">
      <p role="status">
        {p.rule.touches > 0 ? t('exclusions.would', args) : t('exclusions.wouldNothing', args)}{' '}
        {p.rule.touches > p.rule.alone && t('exclusions.wouldAlone', args)}
      </p>
      {p.touches > 0 && p.rule.touches / p.touches > 0.5 && <p className="warnline">{t('exclusions.wouldMost')}</p>}
      {p.examples.length > 0 && (
        <div className="tscroll" tabIndex={0} role="region" aria-label={t('exclusions.examples')}>
          <table className="stable small">
            <caption>{t('exclusions.examples')}</caption>
            <tbody>
              {p.examples.map((x, i) => (
                <tr key={i}>
                  <td className="num">
                    <Link to="/customers/$id" params={{ id: String(x.customer) }} target="_blank">
                      {f.dateTime(x.at)}
                    </Link>
                  </td>
                  <td>{names.event(x.name)}</td>
                  <td className="any">{x.seen || x.page || sources.find((s) => s.id === x.source)?.name}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  )
}
