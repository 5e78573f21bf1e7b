import { Modal, Select, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { ConsentRecord, ConsentStanding, CustomerProfile } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { explain, Loaded, Tag } from '@/parts/parts'
import { useMay } from '@/session'
import { CopyButton } from '../sources/Code'
import '../settings/settings.css' // of the dialogs

const purposes = ['care', 'marketing', 'tracking', 'personal'] as const
const channels = ['sms', 'zalo', 'email', 'call', 'website'] as const
const key = (id: number) => ['customer', id, 'consent']
type Purpose = (typeof purposes)[number]

/** What the customer agreed to, by purpose and channel, and everything they ever said of it. */
export function Consent({ customer }: { customer: CustomerProfile }) {
  const { t } = useTranslation()
  const may = useMay('customers')
  const [open, setOpen] = useState<'said' | 'write' | 'link' | null>(null)
  const query = useQuery({
    queryKey: key(customer.id),
    queryFn: ({ signal }) =>
      call(api.GET('/v1/customers/{id}/consent', { signal, params: { path: { id: customer.id } } })),
  })
  const dialog = (name: 'said' | 'write' | 'link') => ({
    opened: open === name,
    onClose: () => setOpen(null),
    closeButtonProps: { 'aria-label': t('common.close') },
    classNames: { content: 'set' },
  })
  return (
    <section className="card" aria-labelledby="consent">
      <div className="hd">
        <h2 id="consent">{t('consent.title')}</h2>
      </div>
      <Loaded query={query} rows={4}>
        {({ standings, said }) => (
          <>
            <ul className="kv">
              {purposes.map((p) => (
                <Purpose key={p} name={p} all={standings.filter((s) => s.purpose === p)} />
              ))}
            </ul>
            <div className="cons-act">
              {said.length > 0 && (
                <button type="button" className="link" onClick={() => setOpen('said')}>
                  {t('consent.saidCount', { count: said.length })}
                </button>
              )}
              {may && (
                <>
                  <button type="button" className="link" onClick={() => setOpen('write')}>
                    {t('consent.write')}
                  </button>
                  <button type="button" className="link" onClick={() => setOpen('link')}>
                    {t('consent.link')}
                  </button>
                </>
              )}
            </div>
            <Modal title={t('consent.said')} {...dialog('said')}>
              <Said said={said} />
            </Modal>
          </>
        )}
      </Loaded>
      <Modal title={t('consent.write')} {...dialog('write')}>
        <Write id={customer.id} onClose={() => setOpen(null)} />
      </Modal>
      <Modal title={t('consent.link')} {...dialog('link')}>
        <OwnPage id={customer.id} />
      </Modal>
    </section>
  )
}

const tone = { yes: 'good', no: 'pain', unasked: undefined } as const

function Purpose({ name, all }: { name: Purpose; all: ConsentStanding[] }) {
  const { t } = useTranslation()
  const alike = all.every((s) => s.state === all[0]?.state)
  const shown = alike ? all.slice(0, 1) : all
  return (
    <li>
      <div>
        {t(`consent.purpose.${name}`)}
        <span className="cons-tags">
          {shown.map((s) => (
            <Tag key={s.channel ?? ''} tone={tone[s.state]}>
              {!alike && s.channel ? `${t(`preferences.by.${s.channel}`)}: ` : ''}
              {t(`consent.state.${s.state}`)}
            </Tag>
          ))}
        </span>
      </div>
    </li>
  )
}

function Said({ said }: { said: ConsentRecord[] }) {
  const { t } = useTranslation()
  const f = useFormat()
  return (
    <ul className="rows">
      {said.map((r) => (
        <li key={r.id}>
          <span className="two">
            <b>
              {t(`consent.purpose.${r.purpose}`)} ·{' '}
              {r.channel ? t(`preferences.by.${r.channel}`) : t('consent.everyWay')}
            </b>
            <small>
              {f.dateTime(r.at)} · {t(`consent.collector.${r.collector}`)}
              {r.ip ? ` · ${r.ip}` : ''}
              {r.note ? ` · ${r.note}` : ''}
            </small>
          </span>
          <Tag tone={tone[r.state]}>{t(`consent.state.${r.state}`)}</Tag>
        </li>
      ))}
    </ul>
  )
}

function Write({ id, onClose }: { id: number; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [purpose, setPurpose] = useState<Purpose>('marketing')
  const [channel, setChannel] = useState<string>('')
  const [state, setState] = useState<'yes' | 'no'>('yes')
  const [note, setNote] = useState('')
  const byChannel = purpose === 'care' || purpose === 'marketing'
  const say = useMutation({
    mutationFn: () =>
      call(
        api.POST('/v1/customers/{id}/consent', {
          params: { path: { id } },
          body: { purpose, state, note, channel: (byChannel ? channel : '') as '' | 'sms' },
        }),
      ),
    onSuccess: (next) => {
      client.setQueryData(key(id), next)
      onClose()
    },
  })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    say.mutate()
  }
  return (
    <form className="dlg" onSubmit={submit}>
      <p>{t('consent.writeHow')}</p>
      <Select
        label={t('consent.forWhat')}
        data={purposes.map((p) => ({ value: p, label: t(`consent.purpose.${p}`) }))}
        value={purpose}
        onChange={(v) => v && setPurpose(v as Purpose)}
        allowDeselect={false}
      />
      {byChannel && (
        <Select
          label={t('consent.how')}
          data={[
            { value: '', label: t('consent.everyWay') },
            ...channels.map((c) => ({ value: c, label: t(`preferences.by.${c}`) })),
          ]}
          value={channel}
          onChange={(v) => setChannel(v ?? '')}
          allowDeselect={false}
        />
      )}
      <Select
        label={t('consent.whatSaid')}
        data={(['yes', 'no'] as const).map((s) => ({ value: s, label: t(`consent.state.${s}`) }))}
        value={state}
        onChange={(v) => v && setState(v as 'yes' | 'no')}
        allowDeselect={false}
      />
      <TextInput
        label={t('consent.note')}
        description={t('consent.noteHint')}
        value={note}
        maxLength={500}
        onChange={(e) => setNote(e.currentTarget.value)}
      />
      {say.error && (
        <p className="bad" role="alert">
          {explain(say.error, t)}
        </p>
      )}
      <div className="dlg-act">
        <button type="button" className="btn" onClick={onClose}>
          {t('common.cancel')}
        </button>
        <button type="submit" className="btn p" disabled={say.isPending}>
          {t('common.save')}
        </button>
      </div>
    </form>
  )
}

function OwnPage({ id }: { id: number }) {
  const { t } = useTranslation()
  const f = useFormat()
  const make = useMutation({
    mutationFn: () => call(api.POST('/v1/customers/{id}/preference-link', { params: { path: { id } } })),
  })
  return (
    <div className="dlg">
      <p>{t('consent.linkHow')}</p>
      {make.data && (
        <>
          <code className="secret">{make.data.url || t('consent.linkHidden')}</code>
          <p>{t('consent.linkUntil', { date: f.date(make.data.expiresAt) })}</p>
          {make.data.url && <CopyButton text={make.data.url} />}
        </>
      )}
      {make.error && (
        <p className="bad" role="alert">
          {explain(make.error, t)}
        </p>
      )}
      {!make.data && (
        <div className="dlg-act">
          <button type="button" className="btn p" disabled={make.isPending} onClick={() => make.mutate()}>
            <Icon name="link" size="s" />
            {t('consent.linkMake')}
          </button>
        </div>
      )}
    </div>
  )
}
