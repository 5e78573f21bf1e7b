import { NumberInput, PasswordInput, Select, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, api, call } from '@/api/client'
import { explain } from '@/parts/parts'
import { useMay } from '@/session'
import { type Channel, type EmailSettings, type Protection } from '../campaigns/types'
import { other, presetOf, presets, type PresetName } from './emailPresets'

const protections: Protection[] = ['starttls', 'tls', 'none']

/** What the form holds: the password only when it is to change. */
interface Fields {
  settings: EmailSettings
  password: string
  perMinute: number
}
const first = (c: Channel): Fields => ({
  settings: c.settings ?? { host: '', port: 587, security: 'starttls', fromName: '', from: '' },
  password: '',
  perMinute: c.perMinute || 20,
})

function useSave({ settings: kept }: Channel) {
  const { t } = useTranslation()
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ settings, password, perMinute }: Fields) =>
      call(
        api.PUT('/v1/channels/email', {
          // The key of the signature is made elsewhere, perhaps since this was opened.
          body: { settings: { ...settings, dkim: kept?.dkim }, perMinute, password: password || undefined },
        }),
      ),
    onSuccess: async () => {
      notifications.show({ message: t('channels.saved') })
      await client.invalidateQueries({ queryKey: ['channels'] })
    },
  })
}

/** The account of a mail server, as its provider names things. */
export function EmailForm({ kept }: { kept: Channel }) {
  const { t } = useTranslation()
  const may = useMay('settings')
  const [now, setNow] = useState(() => first(kept))
  const save = useSave(kept)
  const problem = save.error instanceof ApiError ? save.error.problem.field : undefined
  const wrong = problem?.replace(/^settings\./, '')
  /** What the server says of a field stands below that field. */
  const at = (field: string) => (wrong === field ? explain(save.error, t) : undefined)
  const placed = fieldsShown.includes(wrong ?? '')
  const set = (some: Partial<EmailSettings>) => setNow({ ...now, settings: { ...now.settings, ...some } })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    save.mutate(now, { onSuccess: () => setNow({ ...now, password: '' }) })
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
          <PasswordInput
            label={t('channels.password')}
            description={t(kept.hasPassword ? 'channels.passwordKept' : 'channels.passwordHow')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': t('channels.passwordShow') }}
            value={now.password}
            onChange={(e) => setNow({ ...now, password: e.target.value })}
            error={at('password')}
          />
        </div>
        <From s={now.settings} set={set} at={at} />
        <NumberInput
          label={t('channels.perMinute')}
          description={t('channels.perMinuteHow')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          min={1}
          max={10000}
          allowDecimal={false}
          hideControls
          w={220}
          value={now.perMinute}
          onChange={(v) => setNow({ ...now, perMinute: Number(v) || 1 })}
          error={at('perMinute')}
        />
      </fieldset>
      {!!save.error && !placed && (
        <p className="bad" role="alert">
          {explain(save.error, t)}
        </p>
      )}
      {may ? (
        <div>
          <button type="submit" className="btn p" disabled={save.isPending}>
            {t('common.save')}
          </button>
        </div>
      ) : (
        <p className="t3 sm">{t('settings.readOnly')}</p>
      )}
    </form>
  )
}

const fieldsShown = ['host', 'port', 'security', 'user', 'password', 'fromName', 'from', 'replyTo', 'perMinute']

interface Part {
  s: EmailSettings
  set: (some: Partial<EmailSettings>) => void
  at: (field: string) => string | undefined
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
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        maxLength={254}
        value={s.replyTo ?? ''}
        onChange={(e) => set({ replyTo: e.target.value.trim() || undefined })}
        error={at('replyTo')}
      />
    </>
  )
}
