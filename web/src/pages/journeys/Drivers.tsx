import { useTranslation } from 'react-i18next'
import { Frame } from './Frame'
import { useJourneys } from './useJourneys'
import { useQuestion } from './useQuestion'

export default function Drivers() {
  const { t } = useTranslation()
  const { ask } = useJourneys()
  const asked = useQuestion(ask('drivers'))
  return <Frame title={t('journeys.tab.drivers')} asked={asked} n={(a) => a.customers} unit="customers" file="drivers">{(a) => <p>{a.customers}</p>}</Frame>
}
