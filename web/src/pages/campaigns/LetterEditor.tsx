import { useTranslation } from 'react-i18next'
import { Blocks } from './Blocks'
import { LiquidText } from './LiquidText'
import type { Class, Lang, Letter } from './types'

interface Props {
  letter: Letter
  of: Class
  lang: Lang
  set: (l: Letter) => void
}

/** An e-mail: its subject, what inboxes show after it, and its parts. */
export function LetterEditor({ letter, of, lang, set }: Props) {
  const { t } = useTranslation()
  const write = (some: Partial<Letter>) => set({ ...letter, ...some })
  return (
    <>
      <LiquidText
        label={t('campaign.what.subject')}
        lang={lang}
        max={200}
        value={letter.subject}
        set={(subject) => write({ subject })}
        hint={of === 'marketing' ? t('campaign.what.label') : undefined}
      />
      <LiquidText
        label={t('campaign.what.preheader')}
        lang={lang}
        max={200}
        value={letter.preheader ?? ''}
        set={(preheader) => write({ preheader: preheader || undefined })}
        hint={t('campaign.what.preheaderHow')}
      />
      <Blocks lang={lang} blocks={letter.blocks} set={(blocks) => write({ blocks })} />
    </>
  )
}
