import { NumberInput, Switch, type InputWrapperProps } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Confirm } from '@/parts/Confirm'
import type { Draft } from './useDraft'

const days = 7 // when nothing is said: campaign.Draft
const order: InputWrapperProps['inputWrapperOrder'] = ['label', 'input', 'description'] // fields of one height

/** Whether it will be known that it helped: who gets none, a second version, and which purchases count. */
export function TrialPart({ draft }: { draft: Draft }) {
  const { t } = useTranslation()
  const { holdout, goalDays, goal, b } = draft.now
  return (
    <fieldset className="trl">
      <legend>{t('campaign.trial.ask')}</legend>
      <div className="camp-2">
        <NumberInput
          label={t('campaign.trial.holdout')}
          description={t('campaign.trial.holdoutHow')}
          inputWrapperOrder={order}
          suffix=" %"
          min={0}
          max={50}
          step={5}
          clampBehavior="strict"
          allowDecimal={false}
          placeholder="0 %"
          value={holdout ?? ''}
          onChange={(v) => draft.change({ holdout: Number(v) || undefined })}
        />
        {(holdout || b) && <Days value={goalDays} goal={!!goal} set={(d) => draft.change({ goalDays: d })} />}
      </div>
      <TwoVersions draft={draft} />
    </fieldset>
  )
}

function Days({ value, goal, set }: { value?: number; goal: boolean; set: (days?: number) => void }) {
  const { t } = useTranslation()
  const unit = (n: number) => t('campaign.trial.daysUnit', { count: n })
  return (
    <NumberInput
      label={t(goal ? 'campaign.trial.daysGoal' : 'campaign.trial.days')}
      description={t('campaign.trial.daysHow')}
      inputWrapperOrder={order}
      suffix={unit(value ?? days)}
      placeholder={days + unit(days)}
      min={1}
      max={60}
      clampBehavior="strict"
      allowDecimal={false}
      value={value ?? ''}
      onChange={(v) => set(Number(v) || undefined)}
    />
  )
}

/** The second version begins as a copy of the first; what was changed in it is not thrown away unasked. */
function TwoVersions({ draft: { now, change } }: { draft: Draft }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const { letter, texts, b } = now
  const same = JSON.stringify(b) === JSON.stringify({ letter, texts })
  const remove = () => {
    setAsking(false)
    change({ b: undefined })
  }
  const toggle = (on: boolean) => {
    if (on) change({ b: { letter, texts } })
    else if (same) remove()
    else setAsking(true)
  }
  return (
    <>
      <Switch
        label={t('campaign.trial.two')}
        description={t('campaign.trial.twoHow')}
        checked={!!b}
        onChange={(e) => toggle(e.currentTarget.checked)}
      />
      <Confirm
        opened={asking}
        close={() => setAsking(false)}
        title={t('campaign.trial.one')}
        go={t('campaign.trial.oneGo')}
        act={{ mutate: remove }}
      >
        <p>{t('campaign.trial.oneSure')}</p>
      </Confirm>
    </>
  )
}
