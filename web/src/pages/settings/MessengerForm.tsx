import { TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { useMay } from '@/session'
import { type Channel } from '../campaigns/types'
import { below, KeyInput, PerMinute, Save, ToCopy, useFieldErrors, useSaved, written } from './ChannelParts'

const secrets = ['pageToken', 'appSecret'] as const
const shown = ['pageId', ...secrets, 'perMinute']
const none = { pageToken: '', appSecret: '' }

/** The Facebook page, and the app that sends for it. */
export function MessengerForm({ kept }: { kept: Channel }) {
  const { t } = useTranslation()
  const may = useMay('settings')
  const [pageId, setPageId] = useState(kept.messenger?.pageId ?? '')
  const [keys, setKeys] = useState(none)
  const [perMinute, setPerMinute] = useState(kept.perMinute)
  const saved = useSaved()
  const save = useMutation({
    mutationFn: () =>
      call(api.PUT('/v1/channels/messenger', { body: { settings: { pageId }, keys: written(keys), perMinute } })),
    onSuccess: () => (setKeys(none), saved()),
  })
  const { at, rest } = useFieldErrors(save.error, shown)
  const submit = (e: FormEvent) => {
    e.preventDefault()
    save.mutate()
  }
  return (
    <form className="form" onSubmit={submit} aria-labelledby="channel-messenger">
      <fieldset className="chn" disabled={!may}>
        <TextInput
          label={t('channels.messenger.pageId')}
          description={t('channels.messenger.pageIdHow')}
          inputWrapperOrder={below}
          inputMode="numeric"
          autoComplete="off"
          required
          withAsterisk={false}
          maxLength={30}
          value={pageId}
          onChange={(e) => setPageId(e.target.value.trim())}
          error={at('pageId')}
        />
        <div className="pairs">
          {secrets.map((name) => (
            <KeyInput
              key={name}
              label={t(`channels.messenger.${name}`)}
              value={keys[name]}
              set={(value) => setKeys({ ...keys, [name]: value })}
              kept={kept.hasPassword}
              how={t(`channels.messenger.${name}How`)}
              error={at(name)}
            />
          ))}
        </div>
        <PerMinute value={perMinute} set={setPerMinute} error={at('perMinute')} />
      </fieldset>
      <Save pending={save.isPending} wrong={rest} />
    </form>
  )
}

/** What is to be entered at Facebook, so that what customers write and read comes here. */
export function MessengerEvents({ of }: { of: Channel }) {
  const { t } = useTranslation()
  const token = of.messenger?.verifyToken
  return (
    <section className="card" aria-labelledby="messenger-events">
      <div className="hd">
        <h2 id="messenger-events">{t('channels.messenger.events')}</h2>
      </div>
      <p className="about">{t('channels.messenger.eventsWhy')}</p>
      <div className="form">
        {of.returnUrl && token ? (
          <>
            <p className="t2">{t('channels.messenger.eventsHow')}</p>
            {!of.returnUrl.startsWith('https:') && <p className="chn-note">{t('channels.messenger.notPublic')}</p>}
            <ToCopy what={t('channels.messenger.callback')} text={of.returnUrl} />
            <ToCopy what={t('channels.messenger.verifyToken')} text={token} />
          </>
        ) : (
          <p className="t3 sm">{t('settings.readOnly')}</p>
        )}
      </div>
    </section>
  )
}
