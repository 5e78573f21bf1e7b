import { useTranslation } from 'react-i18next'
import { Frame } from './Frame'
import { useJourneys } from './useJourneys'
import { useQuestion } from './useQuestion'

export default function Reality() {
  const { t } = useTranslation()
  const { ask } = useJourneys()
  const asked = useQuestion(ask('reality'))
  return <Frame title={t('journeys.tab.reality')} asked={asked} n={(a) => a.customers} unit="customers" file="reality">{(a) => <p>{a.customers}</p>}</Frame>
}
