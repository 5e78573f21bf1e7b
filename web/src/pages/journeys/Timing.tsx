import { useTranslation } from 'react-i18next'
import { Frame } from './Frame'
import { useJourneys } from './useJourneys'
import { useQuestion } from './useQuestion'

export default function Timing() {
  const { t } = useTranslation()
  const { ask } = useJourneys()
  const asked = useQuestion(ask('timing'))
  return <Frame title={t('journeys.tab.timing')} asked={asked} n={(a) => a.customers} unit="customers" file="timing">{(a) => <p>{a.customers}</p>}</Frame>
}
