import { Modal, Radio, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { CustomerData, CustomerProfile } from '@/api/types'
import { useFormat } from '@/i18n'
import { explain } from '@/parts/parts'
import { useMay } from '@/session'
import { download, table } from '../privacy/readable'
import '../settings/settings.css' // of the dialogs

/** A customer's data as a file, and erasing them for good. */
export function DataActions({ customer }: { customer: CustomerProfile }) {
  const { t } = useTranslation()
  const f = useFormat()
  const exports = useMay('export')
  const settings = useMay('settings')
  const [erasing, setErasing] = useState(false)
  const data = useMutation({
    mutationFn: (_kind: 'json' | 'html') =>
      call(api.GET('/v1/customers/{id}/data', { params: { path: { id: customer.id } } })),
    onSuccess: (d, kind) => {
      const name = `khach-${customer.id}.${kind}`
      download(name, kind === 'json' ? JSON.stringify(d, null, 2) : readable(d, t, f.dateTime))
    },
  })
  if (!exports && !settings) return null
  return (
    <section className="card" aria-labelledby="own-data">
      <div className="hd">
        <h2 id="own-data">{t('privacy.data.title')}</h2>
      </div>
      <div className="cons-act">
        {exports && (
          <>
            <button type="button" className="link" disabled={data.isPending} onClick={() => data.mutate('html')}>
              {t('privacy.data.readable')}
            </button>
            <button type="button" className="link" disabled={data.isPending} onClick={() => data.mutate('json')}>
              {t('privacy.data.machine')}
            </button>
          </>
        )}
        {settings && (
          <button type="button" className="link" onClick={() => setErasing(true)}>
            {t('privacy.erase.open')}
          </button>
        )}
      </div>
      {data.error && (
        <p className="bad about" role="alert">
          {explain(data.error, t)}
        </p>
      )}
      <Modal
        opened={erasing}
        onClose={() => setErasing(false)}
        title={t('privacy.erase.open')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
        classNames={{ content: 'set' }}
      >
        <Erase id={customer.id} onClose={() => setErasing(false)} />
      </Modal>
    </section>
  )
}

/** The same data for people: what is known, what was agreed to, what happened. */
function readable(d: CustomerData, t: (k: string) => string, when: (s: string) => string): string {
  const h = (...names: string[]) => names.map((n) => t(`privacy.data.col.${n}`))
  return table(
    t('privacy.data.of'),
    [
      [t('privacy.processing.controller'), d.business],
      [t('privacy.data.made'), when(d.madeAt)],
      [t('privacy.data.name'), d.name ?? ''],
    ],
    [
      {
        title: t('privacy.data.keys'),
        head: h('kind', 'value', 'since'),
        rows: d.keys.map((k) => [k.kind, k.value, when(k.since)]),
      },
      {
        title: t('privacy.data.traits'),
        head: h('kind', 'value'),
        rows: Object.entries(d.traits).map(([k, v]) => [k, typeof v === 'string' ? v : JSON.stringify(v)]),
      },
      {
        title: t('consent.title'),
        head: h('time', 'purpose', 'channel', 'said'),
        rows: d.consents.map((c) => [
          when(c.at),
          t(`consent.purpose.${c.purpose}`),
          c.channel ?? '',
          t(`consent.state.${c.state}`),
        ]),
      },
      {
        title: t('privacy.data.touches'),
        head: h('time', 'event', 'channel', 'page', 'details'),
        rows: d.touches.map((x) => [
          when(x.at),
          x.name || x.type,
          x.channel,
          x.url ?? '',
          [x.properties, x.traits, x.context]
            .filter(Boolean)
            .map((v) => JSON.stringify(v))
            .join(' '),
        ]),
      },
    ],
  )
}

function Erase({ id, onClose }: { id: number; onClose: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const client = useQueryClient()
  const [mode, setMode] = useState<'unnamed' | 'whole'>('unnamed')
  const [typed, setTyped] = useState('')
  const erase = useMutation({
    mutationFn: () =>
      call(api.POST('/v1/customers/{id}/erasure', { params: { path: { id } }, body: { mode, confirm: id } })),
    onSuccess: async () => {
      notifications.show({ message: t('privacy.erase.begun') })
      await navigate({ to: '/settings', search: { tab: 'privacy' } })
      await client.invalidateQueries()
    },
  })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    erase.mutate()
  }
  return (
    <form className="dlg" onSubmit={submit}>
      <p>{t('privacy.erase.explain')}</p>
      <Radio.Group label={t('privacy.erase.touches')} value={mode} onChange={(v) => setMode(v as 'unnamed' | 'whole')}>
        <Radio mt={8} value="unnamed" label={t('privacy.erase.unnamed')} description={t('privacy.erase.unnamedHow')} />
        <Radio mt={8} value="whole" label={t('privacy.erase.whole')} description={t('privacy.erase.wholeHow')} />
      </Radio.Group>
      <TextInput
        label={t('privacy.erase.confirm', { id })}
        value={typed}
        inputMode="numeric"
        autoComplete="off"
        onChange={(e) => setTyped(e.currentTarget.value)}
      />
      {erase.error && (
        <p className="bad" role="alert">
          {explain(erase.error, t)}
        </p>
      )}
      <div className="dlg-act">
        <button type="button" className="btn" onClick={onClose}>
          {t('common.cancel')}
        </button>
        <button type="submit" className="btn p" disabled={typed.trim() !== String(id) || erase.isPending}>
          {t('privacy.erase.go')}
        </button>
      </div>
    </form>
  )
}
