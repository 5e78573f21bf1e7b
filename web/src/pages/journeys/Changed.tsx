import { useTranslation } from 'react-i18next'
import { Frame } from './Frame'
import { useJourneys } from './useJourneys'
import { useQuestion } from './useQuestion'

export default function Changed() {
  const { t } = useTranslation()
  const { ask } = useJourneys()
  const asked = useQuestion(ask('changed'))
  return <Frame title={t('journeys.tab.changed')} asked={asked} n={(a) => a.customers} unit="customers" file="changed">{(a) => <p>{a.customers}</p>}</Frame>
}
