import { Autocomplete, PasswordInput, Select, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { SourceInfo, WebhookSetup } from '@/api/types'
import { explain, Failed, Waiting } from '@/parts/parts'
import { useMay } from '@/session'
import { Code } from './Code'
import { Calls } from './Calls'
import { CallMapping } from './CallMapping'
import { callsQuery, presetsQuery, webhookQuery } from './data'
import './webhook.css'

/** How another system calls a source: the address, who calls and how it is proven, what its fields mean. */
export function Webhook({ source }: { source: SourceInfo }) {
  const { t } = useTranslation()
  const may = useMay('sources')
  const setup = useQuery({ ...webhookQuery(source.id), enabled: may })
  if (!may) return <p className="quiet">{t('sources.webhook.managers')}</p>
  return (
    <ol className="steps">
      <li>
        <h3>{t('sources.webhook.address')}</h3>
        <p>{t('sources.webhook.addressHow')}</p>
        <Code text={`${location.origin}/hooks/${source.writeKey}`} label={t('sources.webhook.address')} />
      </li>
      <li>
        <h3>{t('sources.webhook.who')}</h3>
        {setup.data ? (
          <Sender key={JSON.stringify(setup.data)} source={source} setup={setup.data} />
        ) : setup.error ? (
          <Failed error={setup.error} retry={() => setup.refetch()} />
        ) : (
          <Waiting rows={2} />
        )}
      </li>
      <li>
        <h3>{t('sources.webhook.calls')}</h3>
        <Calls source={source} />
      </li>
      {setup.data && !setup.data.preset && (
        <li>
          <h3>{t('sources.webhook.map')}</h3>
          <CallMapping source={source} setup={setup.data} />
        </li>
      )}
    </ol>
  )
}

/** Keeps a setup; the calls that waited for it are read in the same go. */
export function useSetup(source: SourceInfo) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const path = { id: source.id }
  return useMutation({
    mutationFn: async (body: WebhookSetup) => {
      const next = await call(api.PUT('/v1/sources/{id}/webhook', { params: { path }, body }))
      const again = next.forms?.length
        ? await call(api.POST('/v1/sources/{id}/calls/again', { params: { path } }))
        : null
      return { next, again }
    },
    onSuccess: ({ next, again }) => {
      client.setQueryData(webhookQuery(source.id).queryKey, next)
      void client.invalidateQueries({ queryKey: callsQuery(source.id).queryKey })
      notifications.show({
        message: again?.touches ? t('sources.webhook.savedAnd', { count: again.touches }) : t('sources.webhook.saved'),
      })
    },
  })
}

const kinds = ['', 'hmac-sha256', 'hmac-sha1', 'header', 'body'] as const
const usualHeaders = ['X-Hub-Signature-256', 'X-Signature', 'Authorization', 'X-Webhook-Signature']

function Sender({ source, setup }: { source: SourceInfo; setup: WebhookSetup }) {
  const { t } = useTranslation()
  const presets = useQuery(presetsQuery)
  const [preset, setPreset] = useState(setup.preset ?? '')
  const [kind, setKind] = useState<WebhookSetup['sign']['kind']>(setup.sign.kind)
  const [name, setName] = useState(setup.sign.name ?? '')
  const [secret, setSecret] = useState('')
  const save = useSetup(source)
  const known = presets.data?.find((p) => p.id === preset)
  const sign = known ? known.setup.sign : { kind, name, before: setup.sign.before }
  const needed = sign.kind !== '' && !secret && !setup.sign.set
  const submit = (e: FormEvent) => {
    e.preventDefault()
    const base = known?.setup ?? (setup.preset ? { forms: [] } : setup)
    save.mutate({ ...base, preset: known?.id, sign: { ...sign, secret: secret || undefined } } as WebhookSetup)
  }
  return (
    <form onSubmit={submit} className="whk">
      <div className="mapmore">
        <Select
          label={t('sources.webhook.system')}
          value={preset || 'own'}
          allowDeselect={false}
          onChange={(v) => setPreset(v === 'own' || !v ? '' : v)}
          data={[
            { value: 'own', label: t('sources.webhook.own') },
            ...(presets.data ?? []).map((p) => ({ value: p.id, label: p.name })),
          ]}
        />
        {!known && (
          <Select
            label={t('sources.webhook.proof')}
            value={kind || 'none'}
            allowDeselect={false}
            onChange={(v) => setKind((v === 'none' ? '' : v) as typeof kind)}
            data={kinds.map((k) => ({ value: k || 'none', label: t(`sources.webhook.sign.${k || 'none'}`) }))}
          />
        )}
        {!known && kind === 'body' && (
          <TextInput
            label={t('sources.webhook.field')}
            value={name}
            onChange={(e) => setName(e.target.value)}
            required
          />
        )}
        {!known && kind !== '' && kind !== 'body' && (
          <Autocomplete
            label={t('sources.webhook.header')}
            value={name}
            onChange={setName}
            data={usualHeaders}
            required
          />
        )}
        {sign.kind !== '' && (
          <PasswordInput
            label={t('sources.webhook.secret')}
            placeholder={setup.sign.set ? t('sources.webhook.secretKept') : undefined}
            value={secret}
            onChange={(e) => setSecret(e.target.value)}
            autoComplete="off"
            visibilityToggleButtonProps={{ 'aria-label': t('sources.webhook.secretShow') }}
          />
        )}
      </div>
      <p className="t3 sm">{t(known ? `sources.webhook.where.${known.id}` : 'sources.webhook.where.own')}</p>
      {save.error && (
        <p className="bad" role="alert">
          {explain(save.error, t)}
        </p>
      )}
      <button type="submit" className="btn o" disabled={save.isPending || needed}>
        {t('common.save')}
      </button>
    </form>
  )
}
