import { useTranslation } from 'react-i18next'
import { Failed, Waiting } from '@/parts/parts'
import '../campaigns/letter.css'
import { MessageFrame } from '../campaigns/MessageFrame'
import type { Lang, Way } from '../campaigns/types'
import { useLook } from '../campaigns/useLook'
import type { SavedDraft } from './data'
import { lookAt, saysIn } from './saved'

/** A message as it arrives on a telephone, with example values. */
export function SavedLook({ of, lang }: { of: SavedDraft; lang: Lang }) {
  const { t } = useTranslation()
  const looked = lookAt(of, lang)
  const { data, error, isFetching, refetch } = useLook(looked)
  if (!looked) return <p className="quiet">{t('campaign.look.none')}</p>
  if (error) return <Failed error={error} retry={() => void refetch()} />
  if (!data) return <Waiting rows={6} />
  const way = of.way as Way
  const note = saysIn(of, lang).text ?? {}
  return <MessageFrame way={way} note={note} seen={data} lang={lang} width="phone" busy={isFetching} />
}
