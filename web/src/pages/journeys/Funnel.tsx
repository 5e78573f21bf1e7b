import { useTranslation } from 'react-i18next'
import { Frame } from './Frame'
import { useJourneys } from './useJourneys'
import { useQuestion } from './useQuestion'

export default function Funnel() {
  const { t } = useTranslation()
  const { ask } = useJourneys()
  const asked = useQuestion(ask('funnel'))
  return <Frame title={t('journeys.tab.funnel')} asked={asked} n={(a) => a.customers} unit="customers" file="funnel">{(a) => <p>{a.customers}</p>}</Frame>
}
