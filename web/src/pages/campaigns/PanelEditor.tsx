import { Radio, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useZone } from '@/session'
import { Icon } from '@/parts/Icon'
import { LiquidText } from './LiquidText'
import type { Class, Lang, Note, Panel } from './types'
import { panelFields } from './ways'
import { instantOf, wallOf } from './when'

const places = ['popup', 'slidein', 'inline', 'inbox'] as const
// letter.MaxHeadline and so on
const longest = { headline: 80, text: 600, button: 40, url: 2000 }

interface Props {
  note: Note
  of: Class
  lang: Lang
  set: (n: Note) => void
}

/** A message on the website: where it is shown, what it says, where its button leads, and until when. */
export function PanelEditor({ note, of, lang, set }: Props) {
  const { t } = useTranslation()
  const p = note.panel ?? {}
  const change = (some: Partial<Panel>) => set({ ...note, panel: { ...p, ...some } })
  const optional = (label: string) => `${t(label)} (${t('campaign.web.optional')})`
  return (
    <>
      <Place of={p} change={change} />
      <LiquidText
        label={t('campaign.web.headline')}
        lang={lang}
        fields={panelFields}
        max={longest.headline}
        value={p.headline ?? ''}
        set={(headline) => change({ headline })}
      />
      <LiquidText
        label={t('campaign.web.text')}
        lang={lang}
        fields={panelFields}
        lines
        max={longest.text}
        value={note.text ?? ''}
        set={(text) => set({ ...note, text })}
        hint={t('campaign.web.textHow')}
      />
      <div className="pnl-2">
        <TextInput
          label={optional('campaign.web.button')}
          maxLength={longest.button}
          value={p.button ?? ''}
          onChange={(e) => change({ button: e.target.value || undefined })}
        />
        <TextInput
          label={optional('campaign.web.url')}
          type="url"
          placeholder="https://"
          maxLength={longest.url}
          value={p.url ?? ''}
          onChange={(e) => change({ url: e.target.value.trim() || undefined })}
        />
        <TextInput
          label={optional('campaign.web.picture')}
          type="url"
          placeholder="https://"
          maxLength={longest.url}
          value={p.picture ?? ''}
          onChange={(e) => change({ picture: e.target.value.trim() || undefined })}
        />
        <Until of={p} change={change} />
      </div>
      {of !== 'transaction' && (
        <p className="camp-note" role="note">
          <Icon name="info" size="s" />
          {t('campaign.web.refusable')}
        </p>
      )}
    </>
  )
}

interface PartProps {
  of: Panel
  change: (some: Partial<Panel>) => void
}

function Place({ of, change }: PartProps) {
  const { t } = useTranslation()
  const place = of.place ?? 'popup'
  return (
    <>
      <Radio.Group
        label={t('campaign.web.place')}
        value={place}
        onChange={(v) => change({ place: v as Panel['place'], slot: v === 'inline' ? of.slot : undefined })}
      >
        <div className="camp-cls">
          {places.map((v) => (
            <Radio
              key={v}
              value={v}
              label={t(`campaign.web.places.${v}`)}
              description={t(`campaign.web.placeHow.${v}`)}
            />
          ))}
        </div>
      </Radio.Group>
      {place === 'inline' && (
        <TextInput
          label={t('campaign.web.slot')}
          description={t('campaign.web.slotHow', {
            name: of.slot || 'dau-trang',
            interpolation: { escapeValue: false },
          })}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          maxLength={64}
          value={of.slot ?? ''}
          onChange={(e) => change({ slot: e.target.value.trim() || undefined })}
        />
      )}
    </>
  )
}

/** The last day on which it is shown, in the business's zone. */
function Until({ of, change }: PartProps) {
  const { t } = useTranslation()
  const zone = useZone()
  return (
    <TextInput
      type="date"
      label={t('campaign.web.until')}
      description={t('campaign.web.untilHow')}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      value={of.until ? wallOf(of.until, zone).slice(0, 10) : ''}
      onChange={(e) => change({ until: instantOf(e.target.value + 'T23:59', zone) })}
    />
  )
}
