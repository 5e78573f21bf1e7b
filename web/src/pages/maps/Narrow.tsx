import { useTranslation } from 'react-i18next'
import type { JourneyMap } from '@/api/types'
import { Empty } from '@/parts/parts'
import { Card } from './Card'
import { inStage } from './edit/actions'
import { cardOf, type Cards } from './MapGrid'
import { StageHead } from './StageHead'
import type { Lane } from './useLanes'

/** The map on a phone: one stage under the other, for reading. */
export function Narrow({ map, cards, lanes }: { map: JourneyMap; cards: Cards; lanes: Lane[] }) {
  const { t } = useTranslation()
  return (
    <div className="narrow">
      {map.stages.map((s, i) => {
        const mates = inStage(map, s.id)
        return (
          <section key={s.id} className="card stn" aria-label={s.name}>
            <StageHead map={map} stage={s} index={i} numbers={cards.numbers} still={cards.still} />
            <div className="cells1">
              {mates.map((tp) => (
                <Card key={tp.id} {...cardOf(cards, tp, undefined)} focusable draggable={false} />
              ))}
              {mates.length === 0 && <Empty icon="map" title={t('map.emptyStage')} />}
            </div>
            {lanes
              .filter((l) => l !== 'emotion')
              .map((l) => {
                const text = s[l as Exclude<Lane, 'emotion'>]
                return (
                  text && (
                    <div key={l} className={'ln' + (l === 'pains' ? ' pain' : '')}>
                      <h4>{t(`map.lane.${l}`)}</h4>
                      {l === 'thinks' ? `“${text}”` : text}
                    </div>
                  )
                )
              })}
          </section>
        )
      })}
    </div>
  )
}
