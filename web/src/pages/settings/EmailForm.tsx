import { NumberInput, Select, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { useMay } from '@/session'
import { type Channel, type EmailSettings, type Protection } from '../campaigns/types'
import { below, KeyInput, PerMinute, Save, useFieldErrors, useSaved } from './ChannelParts'
import { EmailReturns, type ReturnSecrets, returnFields } from './EmailReturns'
import { other, presetOf, presets, type PresetName, protections } from './emailPresets'

/** What the form holds: passwords and keys only when they are to change. */
interface Fields extends ReturnSecrets {
  settings: EmailSettings
  password: string
  perMinute: number
}
const noSecrets = { password: '', inboxPassword: '', webhookKey: '' }
const first = (c: Channel): Fields => ({
  settings: c.settings ?? { host: '', port: 587, security: 'starttls', fromName: '', from: '' },
  perMinute: c.perMinute || 20,
  ...noSecrets,
})

function useSave({ settings: kept }: Channel) {
  const saved = useSaved()
  return useMutation({
    mutationFn: ({ settings, password, inboxPassword, webhookKey, perMinute }: Fields) =>
      call(
        api.PUT('/v1/channels/email', {
          body: {
            settings: { ...settings, dkim: kept?.dkim }, // made elsewhere, perhaps since this was opened
            perMinute,
            password: password || undefined,
            inboxPassword: inboxPassword || undefined,
            // The key of one service is no other's.
            webhookKey: webhookKey.trim() || (settings.service === kept?.service ? undefined : ''),
          },
        }),
      ),
    onSuccess: saved,
  })
}

/** The account of a mail server, as its provider names things. */
export function EmailForm({ kept }: { kept: Channel }) {
  const { t } = useTranslation()
  const may = useMay('settings')
  const [now, setNow] = useState(() => first(kept))
  const save = useSave(kept)
  const { at, field, rest } = useFieldErrors(save.error, [...fieldsShown, ...returnFields])
  const change = (some: Partial<Fields>) => setNow((n) => ({ ...n, ...some }))
  const set = (some: Partial<EmailSettings>) => setNow((n) => ({ ...n, settings: { ...n.settings, ...some } }))
  const submit = (e: FormEvent) => {
    e.preventDefault()
    save.mutate(now, { onSuccess: () => change(noSecrets) })
  }
  return (
    <form className="form" onSubmit={submit} aria-labelledby="channel-email">
      <fieldset className="chn" disabled={!may}>
        <Server s={now.settings} set={set} at={at} />
        <div className="pairs">
          <TextInput
            label={t('channels.user')}
            autoComplete="off"
            maxLength={254}
            value={now.settings.user ?? ''}
            onChange={(e) => set({ user: e.target.value || undefined })}
            error={at('user')}
          />
          <KeyInput
            label={t('channels.password')}
            value={now.password}
            set={(password) => change({ password })}
            kept={kept.hasPassword}
            how={t('channels.passwordHow')}
            error={at('password')}
          />
        </div>
        <From s={now.settings} set={set} at={at} />
        <PerMinute value={now.perMinute} set={(perMinute) => change({ perMinute })} error={at('perMinute')} />
        <EmailReturns
          s={now.settings}
          set={set}
          at={at}
          secrets={now}
          setSecrets={change}
          kept={kept}
          wrong={returnFields.includes(field ?? '')}
        />
      </fieldset>
      <Save pending={save.isPending} wrong={rest} />
    </form>
  )
}

const fieldsShown = ['host', 'port', 'security', 'user', 'password', 'fromName', 'from', 'replyTo', 'perMinute']

export interface Part {
  s: EmailSettings
  set: (some: Partial<EmailSettings>) => void
  /** What is wrong with a field, by its names. */
  at: (...fields: string[]) => string | undefined
}

/** Where the account is; choosing a known provider fills the rest in. */
function Server({ s, set, at }: Part) {
  const { t } = useTranslation()
  const choose = (name: PresetName) => name !== other && set(presets[name])
  return (
    <>
      <Select
        label={t('channels.provider')}
        data={[...(Object.keys(presets) as PresetName[]), other].map((p) => ({
          value: p,
          label: t(`channels.preset.${p}`),
        }))}
        value={presetOf(s)}
        onChange={(v) => v && choose(v as PresetName)}
        allowDeselect={false}
        description={t(`channels.presetHow.${presetOf(s)}`)}
        inputWrapperOrder={['label', 'input', 'description']}
      />
      <div className="chn-3">
        <TextInput
          label={t('channels.host')}
          placeholder="smtp.mocan.vn"
          required
          withAsterisk={false}
          maxLength={253}
          value={s.host}
          onChange={(e) => set({ host: e.target.value.trim() })}
          error={at('host')}
        />
        <NumberInput
          label={t('channels.port')}
          min={1}
          max={65535}
          allowDecimal={false}
          thousandSeparator=""
          hideControls
          value={s.port}
          onChange={(v) => set({ port: Number(v) || 0 })}
          error={at('port')}
        />
        <Select
          label={t('channels.security')}
          data={protections.map((p) => ({ value: p, label: t(`channels.secured.${p}`) }))}
          value={s.security}
          onChange={(v) => v && set({ security: v as Protection })}
          allowDeselect={false}
          error={at('security')}
        />
      </div>
    </>
  )
}

/** As whom customers get the mail. */
function From({ s, set, at }: Part) {
  const { t } = useTranslation()
  return (
    <>
      <div className="pairs">
        <TextInput
          label={t('channels.fromName')}
          required
          withAsterisk={false}
          maxLength={100}
          value={s.fromName}
          onChange={(e) => set({ fromName: e.target.value })}
          error={at('fromName')}
        />
        <TextInput
          type="email"
          label={t('channels.from')}
          required
          withAsterisk={false}
          maxLength={254}
          value={s.from}
          onChange={(e) => set({ from: e.target.value.trim() })}
          error={at('from')}
        />
      </div>
      <TextInput
        type="email"
        label={t('channels.replyTo')}
        description={t('channels.replyToHow')}
        inputWrapperOrder={below}
        maxLength={254}
        value={s.replyTo ?? ''}
        onChange={(e) => set({ replyTo: e.target.value.trim() || undefined })}
        error={at('replyTo')}
      />
    </>
  )
}
