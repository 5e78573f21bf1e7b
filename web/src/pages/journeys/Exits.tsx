import { useTranslation } from 'react-i18next'
import { Frame } from './Frame'
import { useJourneys } from './useJourneys'
import { useQuestion } from './useQuestion'

export default function Exits() {
  const { t } = useTranslation()
  const { ask } = useJourneys()
  const asked = useQuestion(ask('exits'))
  return <Frame title={t('journeys.tab.exits')} asked={asked} n={(a) => a.customers} unit="customers" file="exits">{(a) => <p>{a.customers}</p>}</Frame>
}
