import { useTranslation } from 'react-i18next'
import { useFormat } from '@/i18n'
import { seriesOf, type Series } from './series'
import type { Asked } from './useQuestion'
import { useJourneys } from './useJourneys'

/** The lines of a picture, named in the reader's words. */
export function useSeries(asked: Asked): Series[] {
  const { t } = useTranslation()
  const f = useFormat()
  const { valueName, view } = useJourneys()
  const then = view.compare?.first && view.compare.last ? f.span(`${view.compare.first}T12:00:00Z`, `${view.compare.last}T12:00:00Z`) : ''
  return seriesOf(asked, { value: valueName, others: t('journeys.others'), now: t('figures.now'), then: then ? t('figures.thenSpan', { span: then }) : t('figures.then') })
}
