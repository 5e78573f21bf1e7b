import { Select, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { useMay } from '@/session'
import { type Channel, type OwnSettings } from '../campaigns/types'
import { below, PerMinute, Save, ToCopy, useFieldErrors, useSaved } from './ChannelParts'

const stands: OwnSettings['stands'][] = ['sms', 'zalo', 'call', 'email', 'other']
const kinds: OwnSettings['kind'][] = ['phone', 'email', 'user']
const shown = ['url', 'stands', 'kind', 'perMinute']

/** The address of the business's own system, what it sends by, and what it finds customers by. */
export function OwnForm({ kept }: { kept: Channel }) {
  const { t } = useTranslation()
  const may = useMay('settings')
  const { url = '', stands: by = 'other', kind = 'phone' } = kept.own ?? {}
  const [s, setS] = useState<OwnSettings>({ url, stands: by, kind })
  const [perMinute, setPerMinute] = useState(kept.perMinute)
  const saved = useSaved()
  const save = useMutation({
    mutationFn: (newKey: boolean) =>
      call(api.PUT('/v1/channels/own', { body: { settings: s, newKey: newKey || undefined, perMinute } })),
    onSuccess: saved,
  })
  const { at, rest } = useFieldErrors(save.error, shown)
  const submit = (e: FormEvent) => {
    e.preventDefault()
    save.mutate(false)
  }
  return (
    <form className="form" onSubmit={submit} aria-labelledby="channel-own">
      <fieldset className="chn" disabled={!may}>
        <TextInput
          type="url"
          label={t('channels.own.url')}
          description={t('channels.own.urlHow')}
          inputWrapperOrder={below}
          placeholder="https://mocan.vn/cham"
          required
          withAsterisk={false}
          maxLength={1000}
          value={s.url}
          onChange={(e) => setS({ ...s, url: e.target.value.trim() })}
          error={at('url')}
        />
        <div className="pairs">
          <Select
            label={t('channels.own.stands')}
            description={t(`channels.own.standsHow.${s.stands}`)}
            inputWrapperOrder={below}
            data={stands.map((v) => ({ value: v, label: t(`channels.own.by.${v}`) }))}
            value={s.stands}
            onChange={(v) => v && setS({ ...s, stands: v as OwnSettings['stands'] })}
            allowDeselect={false}
            error={at('stands')}
          />
          <Select
            label={t('channels.own.kind')}
            description={t('channels.own.kindHow')}
            inputWrapperOrder={below}
            data={kinds.map((v) => ({ value: v, label: t(`customers.key.${v}`) }))}
            value={s.kind}
            onChange={(v) => v && setS({ ...s, kind: v as OwnSettings['kind'] })}
            allowDeselect={false}
            error={at('kind')}
          />
        </div>
        <PerMinute value={perMinute} set={setPerMinute} error={at('perMinute')} />
      </fieldset>
      {save.data?.own?.key && <NewKey value={save.data.own.key} />}
      <Save pending={save.isPending} wrong={rest} />
      {may && kept.set && (
        <div>
          <button type="button" className="btn o" disabled={save.isPending} onClick={() => save.mutate(true)}>
            {t('channels.own.newKey')}
          </button>
          <p className="t3 sm">{t('channels.own.newKeyHow')}</p>
        </div>
      )}
    </form>
  )
}

/** The key that both sides sign with, the one time that it is shown. */
function NewKey({ value }: { value: string }) {
  const { t } = useTranslation()
  return (
    <div className="chn-note" role="status">
      <ToCopy what={t('channels.own.key')} text={value} copy={t('channels.own.keyCopy')} />
      <p>{t('channels.own.keyOnce')}</p>
    </div>
  )
}

/** Where the system tells what became of messages. */
export function OwnReports({ of }: { of: Channel }) {
  const { t } = useTranslation()
  return (
    <section className="card" aria-labelledby="own-reports">
      <div className="hd">
        <h2 id="own-reports">{t('channels.own.reports')}</h2>
      </div>
      <p className="about">{t('channels.own.reportsHow')}</p>
      <div className="form">
        {of.returnUrl ? (
          <ToCopy what={t('channels.returnUrl')} text={of.returnUrl} copy={t('channels.copyAddress')} />
        ) : (
          <p className="t3 sm">{t('settings.readOnly')}</p>
        )}
      </div>
    </section>
  )
}
