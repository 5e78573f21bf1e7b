import { useTranslation } from 'react-i18next'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { useWays, type Looked } from './data'
import { LiquidText } from './LiquidText'
import type { Class, Lang, Note, Way } from './types'
import { useLook } from './useLook'
import { plainParts } from './ways'

interface Props {
  way: Way
  note: Note
  of: Class
  lang: Lang
  /** What is counted of it; nothing while nothing is written. */
  looked?: Looked
  set: (n: Note) => void
}

const longest = 2000 // letter.MaxNote

/** A text by SMS or in a chat. */
export function NoteEditor({ way, note, of, lang, looked, set }: Props) {
  const { t } = useTranslation()
  return (
    <>
      <LiquidText
        label={t(`campaign.note.${way}`)}
        lang={lang}
        lines
        max={longest}
        value={note.text ?? ''}
        set={(text) => set({ ...note, text })}
        hint={of === 'marketing' && way !== 'call' ? t('campaign.note.label') : undefined}
      />
      {way === 'call' && <p className="t2 sm">{t('campaign.call.how')}</p>}
      {way === 'sms' && <Counted text={note.text ?? ''} looked={looked} />}
      {way === 'sms' && of === 'marketing' && <NoAdverts />}
    </>
  )
}

/** What a text counts as and costs, as the example customer gets it. */
function Counted({ text, looked }: { text: string; looked?: Looked }) {
  const { t } = useTranslation()
  const f = useFormat()
  const sms = useLook(looked).data?.sms
  const plain = sms && plainParts(sms.characters)
  const accents = /\P{ASCII}/u.test(text)
  return (
    <div className="sms-n sm" aria-live="polite">
      {sms && (
        <p>
          <b>
            {[
              t('campaign.sms.characters', { n: f.num(sms.characters), count: sms.characters }),
              t('campaign.sms.parts', { n: f.num(sms.parts), count: sms.parts }),
              ...(sms.price ? [f.money(sms.price)] : []),
            ].join(' · ')}
          </b>{' '}
          <span className="t3">{t('campaign.sms.example')}</span>
        </p>
      )}
      {sms?.unicode && plain! < sms.parts && (
        <div className="camp-note warn">
          <Icon name="alert" size="s" />
          <p>{t('campaign.sms.dearer', { n: f.num(sms.parts), plain: f.num(plain!) })}</p>
        </div>
      )}
      {sms && !sms.unicode && accents && <p className="t2">{t('campaign.sms.plain')}</p>}
    </div>
  )
}

/** One provider takes no adverts to one person. */
function NoAdverts() {
  const { t } = useTranslation()
  if (useWays().channel('sms')?.sms?.provider !== 'esms') return null
  return (
    <div className="camp-note warn" role="note">
      <Icon name="alert" size="s" />
      <p>{t('error.sending.smsAdvert')}</p>
    </div>
  )
}
