import { useTranslation } from 'react-i18next'
import { Frame } from './Frame'
import { useJourneys } from './useJourneys'
import { useQuestion } from './useQuestion'

export default function Paths() {
  const { t } = useTranslation()
  const { ask } = useJourneys()
  const asked = useQuestion(ask('paths'))
  return <Frame title={t('journeys.tab.paths')} asked={asked} n={(a) => a.customers} unit="customers" file="paths">{(a) => <p>{a.customers}</p>}</Frame>
}
