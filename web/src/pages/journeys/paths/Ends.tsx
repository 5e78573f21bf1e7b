import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { usePlaces } from '../Bar'
import { useJourneys } from '../useJourneys'

/** As Query.end: any goal. */
export const anyGoal = '*'

/** Where the paths start and where they end: anywhere, or at a touchpoint. */
export function Ends() {
  const { t } = useTranslation()
  const { search, change, goals } = useJourneys()
  const places = usePlaces()
  const data = places.map((g) => ({ group: g.group, items: g.items.map((i) => ({ value: i.id, label: i.name })) }))
  const options = places.length === 1 && !places[0]!.group ? data[0]!.items : data
  const goal = goals.length > 0 ? [{ value: anyGoal, label: t('journeys.paths.anyGoal') }] : []
  const pick = (which: 'start' | 'end', empty: string) => (
    <Select
      size="xs"
      aria-label={t(`journeys.paths.${which}At`)}
      data={which === 'end' ? [...goal, ...options] : options}
      value={search[which] ?? null}
      placeholder={empty}
      searchable
      clearable
      onChange={(v) => change({ [which]: v ?? undefined })}
      nothingFoundMessage={t('journeys.noMatch')}
      comboboxProps={{ width: 260, position: 'bottom-start' }}
      clearButtonProps={{ 'aria-label': t('journeys.paths.clear') }}
    />
  )
  return (
    <div className="ends">
      <span className="t3 sm">{t('journeys.paths.from')}</span>
      {pick('start', t('journeys.paths.anyStart'))}
      <span className="t3 sm">{t('journeys.paths.to')}</span>
      {pick('end', t('journeys.paths.anyEnd'))}
    </div>
  )
}
