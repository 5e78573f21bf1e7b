import { NumberInput, Radio, Select, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { useFormat, useLang } from '@/i18n'
import { useMay } from '@/session'
import { type Channel, type SmsProvider, type SmsSettings } from '../campaigns/types'
import { below, KeyInput, PerMinute, Save, ToCopy, useFieldErrors, useSaved, written } from './ChannelParts'

/** The keys that each provider gives, as the server names them. */
const keysOf: Record<SmsProvider, string[]> = {
  esms: ['apiKey', 'secretKey'],
  speedsms: ['token'],
  stringee: ['keySid', 'keySecret'],
}
const providers = Object.keys(keysOf) as SmsProvider[]

const first = (c: Channel): SmsSettings => {
  const { provider = 'esms', brandname = '', unicode, pricePerPart } = c.sms ?? {}
  return { provider, brandname, unicode, pricePerPart }
}

/** The account that SMS leave through. */
export function SmsForm({ kept }: { kept: Channel }) {
  const { t } = useTranslation()
  const may = useMay('settings')
  const [s, setS] = useState(() => first(kept))
  const [keys, setKeys] = useState<Record<string, string>>({})
  const [perMinute, setPerMinute] = useState(kept.perMinute)
  const saved = useSaved()
  const save = useMutation({
    mutationFn: () => call(api.PUT('/v1/channels/sms', { body: { settings: s, keys: written(keys), perMinute } })),
    onSuccess: () => (setKeys({}), saved()),
  })
  const { at, rest } = useFieldErrors(save.error, [...shown, ...keysOf[s.provider]])
  const submit = (e: FormEvent) => {
    e.preventDefault()
    save.mutate()
  }
  return (
    <form className="form" onSubmit={submit} aria-labelledby="channel-sms">
      <fieldset className="chn" disabled={!may}>
        <Provider s={s} set={(provider) => (setS({ ...s, provider }), setKeys({}))} error={at('provider')} />
        <div className="pairs">
          {keysOf[s.provider].map((name) => (
            <KeyInput
              key={s.provider + name}
              label={t(`channels.sms.key.${name}`)}
              value={keys[name] ?? ''}
              set={(value) => setKeys({ ...keys, [name]: value })}
              kept={kept.hasPassword && kept.sms?.provider === s.provider}
              how={t(`channels.sms.keyHow.${s.provider}`)}
              error={at(name)}
            />
          ))}
        </div>
        <TextInput
          label={t('channels.sms.brandname')}
          description={t('channels.sms.brandnameHow')}
          inputWrapperOrder={below}
          required
          withAsterisk={false}
          maxLength={15}
          value={s.brandname}
          onChange={(e) => setS({ ...s, brandname: e.target.value })}
          error={at('brandname')}
        />
        <Accents s={s} set={(unicode) => setS({ ...s, unicode })} />
        <div className="pairs">
          <Price s={s} set={(pricePerPart) => setS({ ...s, pricePerPart })} error={at('pricePerPart')} />
          <PerMinute value={perMinute} set={setPerMinute} error={at('perMinute')} />
        </div>
        {kept.sms?.provider === s.provider && <Returns kept={kept} />}
      </fieldset>
      <Save pending={save.isPending} wrong={rest} />
    </form>
  )
}

const shown = ['provider', 'brandname', 'pricePerPart', 'perMinute']

interface ProviderProps {
  s: SmsSettings
  set: (p: SmsProvider) => void
  error?: string
}

function Provider({ s, set, error }: ProviderProps) {
  const { t } = useTranslation()
  return (
    <>
      <Select
        label={t('channels.provider')}
        data={providers.map((p) => ({ value: p, label: t(`channels.sms.provider.${p}`) }))}
        value={s.provider}
        onChange={(v) => v && v !== s.provider && set(v as SmsProvider)}
        allowDeselect={false}
        error={error}
      />
      {s.provider === 'esms' && (
        <p className="chn-note" role="note">
          {t('channels.sms.noAdverts')}
        </p>
      )}
    </>
  )
}

/** With or without accents, and what that does to the length of a message. */
function Accents({ s, set }: { s: SmsSettings; set: (unicode: boolean | undefined) => void }) {
  const { t } = useTranslation()
  return (
    <Radio.Group
      label={t('channels.sms.accents')}
      value={s.unicode ? 'kept' : 'dropped'}
      onChange={(v) => set(v === 'kept' || undefined)}
    >
      <div className="chn-radios">
        {['dropped', 'kept'].map((v) => (
          <Radio
            key={v}
            value={v}
            label={t(`channels.sms.accent.${v}`)}
            description={t(`channels.sms.accentHow.${v}`)}
          />
        ))}
      </div>
    </Radio.Group>
  )
}

/** What a part costs, and what that makes of a message of 150 letters: one part, or three with accents (67 letters each). */
function Price({ s, set, error }: { s: SmsSettings; set: (n?: number) => void; error?: string }) {
  const { t } = useTranslation()
  const f = useFormat()
  const vi = useLang() === 'vi'
  const price = s.pricePerPart
  const cost = price && t('channels.sms.priceMakes', { plain: f.money(price), accents: f.money(3 * price) })
  return (
    <NumberInput
      label={t('channels.sms.price')}
      description={cost || t('channels.sms.priceHow')}
      inputWrapperOrder={below}
      min={0}
      max={100000}
      allowDecimal={false}
      hideControls
      thousandSeparator={vi ? '.' : ','}
      decimalSeparator={vi ? ',' : '.'}
      suffix=" ₫"
      value={price ?? ''}
      onChange={(v) => set(Number(v) || undefined)}
      error={error}
    />
  )
}

/** How it is known what became of a message: each provider has its own way. */
function Returns({ kept }: { kept: Channel }) {
  const { t } = useTranslation()
  const { provider, callback } = kept.sms!
  if (provider === 'speedsms' && kept.returnUrl)
    return (
      <div className="chn-back">
        <p className="t2">{t('channels.sms.back.speedsms')}</p>
        <ToCopy what={t('channels.returnUrl')} text={kept.returnUrl} copy={t('channels.copyAddress')} />
      </div>
    )
  const how = provider === 'esms' && !callback ? 'local' : provider
  return <p className="t2 sm">{t(`channels.sms.back.${how}`)}</p>
}
