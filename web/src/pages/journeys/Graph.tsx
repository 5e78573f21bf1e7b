import { useTranslation } from 'react-i18next'
import { Frame } from './Frame'
import { useJourneys } from './useJourneys'
import { useQuestion } from './useQuestion'

export default function Graph() {
  const { t } = useTranslation()
  const { ask } = useJourneys()
  const asked = useQuestion(ask('graph'))
  return <Frame title={t('journeys.tab.graph')} asked={asked} n={(a) => a.customers} unit="customers" file="graph">{(a) => <p>{a.customers}</p>}</Frame>
}
