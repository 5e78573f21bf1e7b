import { useTranslation } from 'react-i18next'
import { Frame } from './Frame'
import { useJourneys } from './useJourneys'
import { useQuestion } from './useQuestion'

export default function Attribution() {
  const { t } = useTranslation()
  const { ask } = useJourneys()
  const asked = useQuestion(ask('attribution'))
  return <Frame title={t('journeys.tab.attribution')} asked={asked} n={(a) => a.customers} unit="customers" file="attribution">{(a) => <p>{a.customers}</p>}</Frame>
}
