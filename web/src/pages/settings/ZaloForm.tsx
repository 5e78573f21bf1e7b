import { TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { useMay } from '@/session'
import { type Channel } from '../campaigns/types'
import { below, KeyInput, PerMinute, Save, useFieldErrors, useSaved, written } from './ChannelParts'

const ids = ['appId', 'oaId'] as const
const secrets = ['appSecret', 'oaSecret'] as const
const shown = [...ids, ...secrets, 'perMinute']

/** The official account, and the app that sends for it. */
export function ZaloForm({ kept }: { kept: Channel }) {
  const { t } = useTranslation()
  const may = useMay('settings')
  const [settings, setSettings] = useState({ appId: kept.zalo?.appId ?? '', oaId: kept.zalo?.oaId ?? '' })
  const [keys, setKeys] = useState({ appSecret: '', oaSecret: '' })
  const [perMinute, setPerMinute] = useState(kept.perMinute)
  const saved = useSaved()
  const save = useMutation({
    mutationFn: () => call(api.PUT('/v1/channels/zalo', { body: { settings, keys: written(keys), perMinute } })),
    onSuccess: () => (setKeys({ appSecret: '', oaSecret: '' }), saved()),
  })
  const { at, rest } = useFieldErrors(save.error, shown)
  const submit = (e: FormEvent) => {
    e.preventDefault()
    save.mutate()
  }
  return (
    <form className="form" onSubmit={submit} aria-labelledby="channel-zalo">
      <fieldset className="chn" disabled={!may}>
        <div className="pairs">
          {ids.map((name) => (
            <TextInput
              key={name}
              label={t(`channels.zalo.${name}`)}
              description={t(`channels.zalo.${name}How`)}
              inputWrapperOrder={below}
              inputMode="numeric"
              autoComplete="off"
              required
              withAsterisk={false}
              maxLength={30}
              value={settings[name]}
              onChange={(e) => setSettings({ ...settings, [name]: e.target.value.trim() })}
              error={at(name)}
            />
          ))}
          {secrets.map((name) => (
            <KeyInput
              key={name}
              label={t(`channels.zalo.${name}`)}
              value={keys[name]}
              set={(value) => setKeys({ ...keys, [name]: value })}
              kept={kept.hasPassword && name === 'appSecret'}
              how={t(`channels.zalo.${name}${kept.set ? 'Kept' : 'How'}`)}
              error={at(name)}
            />
          ))}
        </div>
        {kept.zalo?.connected && <p className="t2 sm">{t('channels.zalo.changes')}</p>}
        <PerMinute value={perMinute} set={setPerMinute} error={at('perMinute')} />
      </fieldset>
      <Save pending={save.isPending} wrong={rest} />
    </form>
  )
}
