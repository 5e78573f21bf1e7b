import { NumberInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Draft } from './useDraft'

const paces = ['once', 'best', 'portions'] as const
type Pace = (typeof paces)[number]

/** How many an hour to begin with, when it is to go little by little. */
const someAnHour = 200

/** All at once, to each at the hour at which they are mostly there, or so many an hour. */
export function PacePart({ draft }: { draft: Draft }) {
  const { t } = useTranslation()
  const { bestHour, perHour } = draft.now
  const pace: Pace = bestHour ? 'best' : perHour !== undefined ? 'portions' : 'once'
  const set = (next: Pace) =>
    draft.change({ bestHour: next === 'best' || undefined, perHour: next === 'portions' ? someAnHour : undefined })
  return (
    <div className="row camp-wrap camp-when">
      <div className="seg" role="group" aria-label={t('campaign.pace.title')}>
        {paces.map((p) => (
          <button key={p} type="button" aria-pressed={pace === p} onClick={() => set(p)}>
            {t(`campaign.pace.${p}`)}
          </button>
        ))}
      </div>
      {pace === 'portions' && (
        <NumberInput
          aria-label={t('campaign.pace.perHour')}
          suffix={` ${t('campaign.pace.anHour')}`}
          min={1}
          max={1_000_000}
          allowDecimal={false}
          value={perHour}
          onChange={(v) => Number(v) > 0 && draft.change({ perHour: Number(v) })}
        />
      )}
      {pace !== 'once' && <span className="t3 sm g1">{t(`campaign.pace.${pace}How`)}</span>}
    </div>
  )
}
