import { Modal, Progress, SegmentedControl, Switch } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { Exclusion, ExclusionEffect, ExclusionRule } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { PageHead } from '@/parts/PageHead'
import { Empty, explain, IconButton, Loaded } from '@/parts/parts'
import { useMay } from '@/session'
import { useTitle } from '@/shell/PageStates'
import { type Days, effectQuery, exclusionsQuery, kindOf, progressQuery, ruleOf, useChange } from './data'
import { RuleForm } from './RuleForm'
import { useSaid } from './said'
import { Starts } from './Starts'
import '../sources.css'
import './exclusions.css'

type Editing = { rule: ExclusionRule; id?: string }

/** Rules that leave touches out of every number, and what each takes out now. */
export default function ExclusionsPage() {
  const { t } = useTranslation()
  useTitle(t('exclusions.title'))
  const may = useMay('settings')
  const query = useQuery(exclusionsQuery)
  const [days, setDays] = useState<Days>(30)
  const [editing, setEditing] = useState<Editing>()
  const add = may && (
    <button
      type="button"
      className="btn p"
      onClick={() => setEditing({ rule: { name: '', kind: 'customer', field: '', values: [] } })}
    >
      <Icon name="plus" size="s" />
      {t('exclusions.add')}
    </button>
  )
  return (
    <div className="page srcs excl">
      <PageHead
        title={t('exclusions.title')}
        help="exclusions"
        way={[
          <Link key="0" to="/sources">
            {t('nav.sources')}
          </Link>,
        ]}
        lead={t('exclusions.lead')}
        keep
      >
        {!!query.data?.rules.length && add}
      </PageHead>
      <section className="card" aria-label={t('exclusions.title')}>
        <Loaded query={query} rows={4}>
          {({ rules }) =>
            rules.length > 0 ? (
              <Rules rules={rules} days={days} setDays={setDays} edit={setEditing} />
            ) : (
              <Empty icon="eyeoff" title={t('exclusions.none')} action={add}>
                {t('exclusions.noneHow')}
              </Empty>
            )
          }
        </Loaded>
      </section>
      {may && query.data && <Starts rules={query.data.rules} begin={(rule) => setEditing({ rule })} />}
      {editing && <Editor editing={editing} days={days} setDays={setDays} close={() => setEditing(undefined)} />}
    </div>
  )
}

interface ListProps {
  rules: Exclusion[]
  days: Days
  setDays: (d: Days) => void
  edit: (e: Editing) => void
}

function Rules({ rules, days, setDays, edit }: ListProps) {
  const { t } = useTranslation()
  const effect = useQuery(effectQuery(days))
  const now = effect.data?.rules.length === rules.length ? effect.data : undefined
  return (
    <>
      <div className="hd excl-hd">
        {effect.error ? <p className="bad">{explain(effect.error, t)}</p> : <Sum effect={now} />}
        <span className="sp" />
        <DaysChoice days={days} set={setDays} />
      </div>
      <div className="tscroll">
        <table className="stable">
          <thead>
            <tr>
              <th scope="col">{t('exclusions.col.rule')}</th>
              <th scope="col" className="r">
                {t('exclusions.col.touches')}
              </th>
              <th scope="col" className="r hide-m">
                {t('exclusions.col.customers')}
              </th>
              <th scope="col" className="r hide-m">
                {t('exclusions.col.alone')}
              </th>
              <th scope="col" className="hide-m">
                {t('exclusions.col.last')}
              </th>
              <th scope="col">
                <span className="vh">{t('exclusions.col.acts')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rules.map((r, i) => (
              <Row key={r.id} rule={r} taken={now?.rules[i]} edit={edit} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

/** How much of everything the rules take out together. */
function Sum({ effect: e }: { effect?: ExclusionEffect }) {
  const { t } = useTranslation()
  const f = useFormat()
  if (!e) return <p className="t3">{t('exclusions.counting')}</p>
  return (
    <p role="status">
      {t('exclusions.sum', {
        out: f.num(e.out.touches),
        all: f.num(e.touches),
        share: f.pct(e.touches ? e.out.touches / e.touches : 0),
        gone: f.num(e.gone),
        days: e.days,
      })}
    </p>
  )
}

function DaysChoice({ days, set }: { days: Days; set: (d: Days) => void }) {
  const { t } = useTranslation()
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('exclusions.days')}
      value={String(days)}
      onChange={(d) => set(Number(d) as Days)}
      data={['30', '90'].map((n) => ({ value: n, label: t('exclusions.lastDays', { n }) }))}
    />
  )
}

function Row({
  rule: r,
  taken,
  edit,
}: {
  rule: Exclusion
  taken?: ExclusionEffect['out']
  edit: (e: Editing) => void
}) {
  const { t } = useTranslation()
  const f = useFormat()
  const may = useMay('settings')
  const said = useSaid()
  const [sure, setSure] = useState(false)
  const fail = { onError: (e: unknown) => notifications.show({ color: 'red', message: explain(e, t) }) }
  const put = useChange((off: boolean) =>
    call(api.PUT('/v1/exclusions/{id}', { params: { path: { id: r.id } }, body: { ...ruleOf(r), off } })),
  )
  const gone = useChange(
    () => call(api.DELETE('/v1/exclusions/{id}', { params: { path: { id: r.id } } })),
    () => setSure(false),
  )
  const busy = put.isPending || gone.isPending
  const name = r.name || said(r)
  return (
    <tr className={r.off ? 'off' : undefined}>
      <td>
        <div className="who">
          <Icon name={kindOf(r.kind).icon} size="s" />
          <span className="two">
            <b className="any">{name}</b>
            <small className="any">{r.name ? said(r) : t('exclusions.since', { at: f.date(r.at) })}</small>
            {busy && <Rebuild />}
          </span>
        </div>
      </td>
      <td className="r num">{taken ? f.num(taken.touches) : '…'}</td>
      <td className="r num hide-m">{taken ? f.num(taken.customers) : '…'}</td>
      <td className="r num hide-m">{taken ? f.num(taken.alone) : '…'}</td>
      <td className="hide-m">{taken && taken.touches > 0 ? f.ago(taken.last, Date.now()) : '–'}</td>
      <td>
        {may && (
          <div className="acts">
            <Switch
              size="xs"
              checked={!r.off}
              disabled={busy}
              aria-label={t('exclusions.on', { name })}
              onChange={(e) => put.mutate(!e.target.checked, fail)}
            />
            <IconButton
              icon="edit"
              label={t('exclusions.edit', { name })}
              onClick={() => edit({ rule: ruleOf(r), id: r.id })}
            />
            <IconButton icon="trash" label={t('exclusions.remove', { name })} onClick={() => setSure(true)} />
          </div>
        )}
        <Modal
          opened={sure}
          onClose={() => setSure(false)}
          title={t('exclusions.removeSure', { name })}
          closeButtonProps={{ 'aria-label': t('common.close') }}
        >
          <div className="dlg">
            <p>{t('exclusions.removeWhat')}</p>
            <div className="dlg-act">
              <button type="button" className="btn" onClick={() => setSure(false)}>
                {t('common.cancel')}
              </button>
              <button type="button" className="btn p" disabled={busy} onClick={() => gone.mutate(undefined, fail)}>
                {t('exclusions.removeGo')}
              </button>
            </div>
          </div>
        </Modal>
      </td>
    </tr>
  )
}

/** How far all of the past is counted anew. */
function Rebuild() {
  const { t } = useTranslation()
  const { data } = useQuery(progressQuery)
  const share = data && data.total > 0 ? (100 * data.done) / data.total : 0
  return (
    <span className="rebuild" role="status">
      {t('exclusions.rebuilding')}
      <Progress value={share} size="xs" aria-label={t('exclusions.rebuilding')} />
    </span>
  )
}

function Editor(p: { editing: Editing; days: Days; setDays: (d: Days) => void; close: () => void }) {
  const { t } = useTranslation()
  const { id } = p.editing
  const save = useChange(
    (body: ExclusionRule) =>
      id
        ? call(api.PUT('/v1/exclusions/{id}', { params: { path: { id } }, body }))
        : call(api.POST('/v1/exclusions', { body })),
    () => {
      notifications.show({ message: t('exclusions.saved') })
      p.close()
    },
  )
  return (
    <Modal
      opened
      onClose={p.close}
      title={t(id ? 'exclusions.change' : 'exclusions.add')}
      size={720}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ content: 'srcs excl' }}
    >
      <RuleForm id={id} value={p.editing.rule} save={save} close={p.close} days={p.days}>
        <DaysChoice days={p.days} set={p.setDays} />
        {save.isPending && <Rebuild />}
      </RuleForm>
    </Modal>
  )
}
