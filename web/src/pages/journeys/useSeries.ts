import { useTranslation } from 'react-i18next'
import { seriesOf, type Series } from './series'
import type { Asked } from './useQuestion'
import { useJourneys } from './useJourneys'

/** The lines of a picture, named in the reader's words. */
export function useSeries(asked: Asked): Series[] {
  const { t } = useTranslation()
  const { valueName } = useJourneys()
  return seriesOf(asked, {
    value: valueName,
    others: t('journeys.others'),
    now: t('figures.now'),
    then: t('figures.then'),
  })
}
