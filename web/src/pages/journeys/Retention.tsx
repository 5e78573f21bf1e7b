import { useTranslation } from 'react-i18next'
import { Frame } from './Frame'
import { useJourneys } from './useJourneys'
import { useQuestion } from './useQuestion'

export default function Retention() {
  const { t } = useTranslation()
  const { ask } = useJourneys()
  const asked = useQuestion(ask('retention'))
  return <Frame title={t('journeys.tab.retention')} asked={asked} n={(a) => a.customers} unit="customers" file="retention">{(a) => <p>{a.customers}</p>}</Frame>
}
