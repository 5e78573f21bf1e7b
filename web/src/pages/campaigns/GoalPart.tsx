import { Select, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useZone } from '@/session'
import { useEvents, usePlaces } from '../segments/choices'
import { searched, type Choice } from '../segments/fields'
import type { CampaignDraft } from './types'
import type { Draft } from './useDraft'
import { instantOf, wallOf } from './when'

type Goal = CampaignDraft['goal']
const purchase = 'purchase'

const chosen = (goal: Goal) => {
  if (goal?.map) return `t:${goal.map}/${goal.touchpoints?.[0] ?? ''}`
  return goal?.match?.[0]?.event ? 'e:' + goal.match[0].event : purchase
}

const goalOf = (choice: string): Goal => {
  if (choice.startsWith('e:')) return { match: [{ event: choice.slice(2) }] }
  if (!choice.startsWith('t:')) return undefined
  const [map, touchpoint] = choice.slice(2).split('/')
  return { map, touchpoints: [touchpoint!] }
}

/** What can be a goal: a purchase, something that comes in, a touchpoint of a map. */
function useGoals(): (Choice | { group: string; items: Choice[] })[] {
  const { t } = useTranslation()
  const events = useEvents()
  const places = usePlaces('touchpoints')
  return [
    { value: purchase, label: t('campaign.goal.purchase') },
    { group: t('who.events'), items: events },
    ...places.map((g) => ({ ...g, items: g.items.map((i) => ({ ...i, value: 't:' + i.value })) })),
  ]
}

/** What a campaign's goal is called. */
export function useGoalName() {
  const { t } = useTranslation()
  const all = useGoals().flatMap((g) => ('items' in g ? g.items : [g]))
  return (goal: Goal) => all.find((g) => g.value === chosen(goal))?.label ?? t('campaign.goal.gone')
}

/** What people are to do, whether who did it is left alone, and until when it is of use. */
export function GoalPart({ draft: { now, change } }: { draft: Draft }) {
  const { t } = useTranslation()
  const goals = useGoals()
  const name = useGoalName()
  const value = chosen(now.goal)
  const known = goals.some((g) => ('items' in g ? g.items.some((i) => i.value === value) : g.value === value))
  return (
    <fieldset className="trl">
      <legend>{t('campaign.goal.title')}</legend>
      <div className="camp-2">
        <Select
          label={t('campaign.goal.title')}
          description={t('campaign.goal.how')}
          inputWrapperOrder={['label', 'input', 'description']}
          searchable
          filter={searched}
          allowDeselect={false}
          maxDropdownHeight={300}
          nothingFoundMessage={t('rule.noValue')}
          data={known ? goals : [{ value, label: name(now.goal) }, ...goals]}
          value={value}
          onChange={(v) => v && change({ goal: goalOf(v) })}
        />
        <End value={now.endAt} set={(endAt) => change({ endAt })} />
      </div>
      <Switch
        label={t('campaign.goal.skip')}
        description={t('campaign.goal.skipHow')}
        checked={!!now.skipReached}
        onChange={(e) => change({ skipReached: e.currentTarget.checked || undefined })}
      />
    </fieldset>
  )
}

function End({ value, set }: { value?: string; set: (at?: string) => void }) {
  const { t } = useTranslation()
  const zone = useZone()
  const [wall, setWall] = useState(value ? wallOf(value, zone) : '')
  const write = (next: string) => {
    setWall(next)
    const instant = instantOf(next, zone)
    if (instant || next === '') set(instant || undefined)
  }
  return (
    <TextInput
      type="datetime-local"
      label={t('campaign.goal.end')}
      description={t('campaign.goal.endHow')}
      inputWrapperOrder={['label', 'input', 'description']}
      value={wall}
      onChange={(e) => write(e.target.value)}
    />
  )
}
