import {
  DndContext,
  DragOverlay,
  PointerSensor,
  pointerWithin,
  useDroppable,
  useSensor,
  useSensors,
  type DragMoveEvent,
  type DragStartEvent,
} from '@dnd-kit/core'
import { useState, type CSSProperties, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { JourneyMap, KindGroup, Stage } from '@/api/types'
import { useFormat } from '@/i18n'
import { EditText } from '@/parts/EditText'
import { Icon } from '@/parts/Icon'
import { IconButton } from '@/parts/parts'
import { Card, Face, type CardProps } from './Card'
import { inStage, type Action } from './edit/actions'
import { EmotionKey, EmotionLane } from './EmotionLane'
import { newStage } from './make'
import { UnmappedFace } from './Panels'
import { Ribbon, StageHead } from './StageHead'
import type { Lane } from './useLanes'

/** What every card of the map shares. */
export type Cards = Omit<CardProps, 'touchpoint' | 'selected' | 'focusable' | 'live' | 'naming'> & {
  live: Record<string, number>
  selected?: string
  focus?: string
  naming?: string
}

export const cardOf = (cards: Cards, tp: CardProps['touchpoint'], first: string | undefined): CardProps => ({
  ...cards,
  touchpoint: tp,
  live: cards.live[tp.id] ?? 0,
  selected: cards.selected === tp.id,
  naming: cards.naming === tp.id,
  focusable: (cards.focus ?? first) === tp.id,
})

interface Props {
  map: JourneyMap
  cards: Cards
  lanes: Lane[]
  act?: (a: Action) => void
  setNaming: (id: string | undefined) => void
  onCreate: (stage: string) => void
  onAdopt: (g: KindGroup, stage: string, index: number) => void
  panel: ReactNode
}

/** Where a dragged thing would land: before the index-th card of a stage. */
interface Spot {
  stage: string
  index: number
}

/** Stages as columns, lanes as rows; cards and unmapped touches are dragged between columns. */
export function MapGrid(p: Props) {
  const { map, cards, act } = p
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 6 } }))
  const [held, setHeld] = useState<{ card?: string; group?: KindGroup } | null>(null)
  const [spot, setSpot] = useState<Spot | null>(null)
  const start = (e: DragStartEvent) =>
    setHeld(
      e.active.data.current?.kind === 'unmapped'
        ? { group: e.active.data.current.group as KindGroup }
        : { card: String(e.active.id) },
    )
  const end = () => {
    if (spot && held?.group) p.onAdopt(held.group, spot.stage, spot.index)
    if (spot && held?.card && act) act({ type: 'tp.move', id: held.card, ...spot })
    setHeld(null)
    setSpot(null)
  }
  const card = held?.card ? map.touchpoints.find((t) => t.id === held.card) : undefined
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={pointerWithin}
      onDragStart={start}
      onDragMove={(e) => setSpot(landing(e, map))}
      onDragEnd={end}
      onDragCancel={() => {
        setHeld(null)
        setSpot(null)
      }}
    >
      <div className="cv" tabIndex={-1}>
        <Grid {...p} spot={held ? spot : null} />
      </div>
      {p.panel}
      <DragOverlay dropAnimation={null}>
        {card && (
          <article className="tp ghost">
            <Face {...cardOf(cards, card, undefined)} focusable={false} lost={false} />
          </article>
        )}
        {held?.group && cards.numbers && (
          <div className="ur ghost">
            <UnmappedFace group={held.group} editable numbers={cards.numbers} />
          </div>
        )}
      </DragOverlay>
    </DndContext>
  )
}

/** The place under the pointer, counted without the card that is dragged. */
function landing(e: DragMoveEvent, map: JourneyMap): Spot | null {
  const rect = e.active.rect.current.translated
  if (!rect || !e.over) return null
  const over = e.collisions?.map((c) => String(c.id)) ?? []
  const column = over.find((id) => id.startsWith('stage:'))
  const stage = column?.slice(6) ?? (e.over.data.current?.stage as string | undefined)
  if (!stage) return null
  const mates = inStage(map, stage).filter((t) => t.id !== e.active.id)
  const middle = rect.top + rect.height / 2
  const index = mates.findIndex((t) => {
    const r = document.querySelector(`[data-tp="${CSS.escape(t.id)}"]`)?.getBoundingClientRect()
    return r ? middle < r.top + r.height / 2 : false
  })
  return { stage, index: index < 0 ? mates.length : index }
}

function Grid({ map, cards, lanes, act, setNaming, onCreate, spot }: Props & { spot: Spot | null }) {
  const { t } = useTranslation()
  const f = useFormat()
  const first = map.stages.map((s) => inStage(map, s.id)[0]).find(Boolean)?.id
  return (
    <div className="grid" style={{ '--n': map.stages.length } as CSSProperties}>
      <div className="lab top-l">
        {t('map.stages')}
        <span className="t3">{t('map.stagesHint')}</span>
      </div>
      <div className="cols hw" style={{ position: 'sticky' }}>
        <Ribbon reaches={map.stages.map((s) => cards.numbers?.stages.get(s.id)?.reach ?? 0)} />
        {map.stages.map((s, i) => (
          <StageHead
            key={s.id}
            map={map}
            stage={s}
            index={i}
            numbers={cards.numbers}
            still={cards.still}
            act={act}
            naming={cards.naming}
            setNaming={setNaming}
          />
        ))}
        {act && (
          <div className="addstage">
            <IconButton
              icon="plus"
              label={t('map.addStage')}
              onClick={() => {
                const stage = newStage(t('map.newStage'))
                act({ type: 'stage.add', stage, index: map.stages.length })
                setNaming(stage.id)
              }}
            />
          </div>
        )}
      </div>

      <div className="lab">
        {t('map.touchpoints')}
        <span className="t3">
          {t('map.onMap', { count: map.touchpoints.length, n: f.num(map.touchpoints.length) })}
        </span>
        <span className="lg2 t3">
          <Icon name="ar" size="xs" />
          {t('map.wentOn')}
        </span>
        <span className="lg2 t3">
          <Icon name="dr" size="xs" />
          {t('map.leave')}
        </span>
        <span className="lg2 t3">
          <Icon name="clock" size="xs" />
          {t('map.toNext')}
        </span>
      </div>
      <div className="cols cells">
        {map.stages.map((s) => (
          <Column key={s.id} stage={s} over={spot?.stage === s.id}>
            {inStage(map, s.id).map((tp, i) => (
              <div key={tp.id} style={{ display: 'contents' }}>
                {spot?.stage === s.id && spot.index === i && <div className="dropline" />}
                <Card {...cardOf(cards, tp, first)} draggable={!!act} />
              </div>
            ))}
            {spot?.stage === s.id && spot.index >= inStage(map, s.id).length && <div className="dropline" />}
            {act && (
              <button type="button" className="addtp" onClick={() => onCreate(s.id)}>
                <Icon name="plus" size="xs" />
                {t('map.addTouchpoint')}
              </button>
            )}
          </Column>
        ))}
      </div>

      {lanes.includes('emotion') && (
        <>
          <div className="lab el">
            <EmotionKey />
          </div>
          <EmotionLane map={map} selected={cards.selected} act={act} onSelect={cards.onOpen} />
        </>
      )}
      {lanes
        .filter((l) => l !== 'emotion')
        .map((l) => (
          <LaneRow key={l} lane={l as Exclude<Lane, 'emotion'>} map={map} act={act} />
        ))}
    </div>
  )
}

function Column({ stage, over, children }: { stage: Stage; over: boolean; children: ReactNode }) {
  const drop = useDroppable({ id: 'stage:' + stage.id, data: { stage: stage.id } })
  return (
    <section ref={drop.setNodeRef} className={'col' + (over ? ' over' : '')} aria-label={stage.name}>
      {children}
    </section>
  )
}

const looks: Partial<Record<Lane, string>> = { thinks: ' quote', pains: ' pain', kpi: ' kpi' }

function LaneRow({ lane, map, act }: { lane: Exclude<Lane, 'emotion'>; map: JourneyMap; act?: (a: Action) => void }) {
  const { t } = useTranslation()
  const label = t(`map.lane.${lane}`)
  return (
    <>
      <div className="lab ll">{label}</div>
      <div className="cols">
        {map.stages.map((s) => (
          <div key={s.id} className={'lc' + (looks[lane] ?? '')}>
            <EditText
              label={`${label}, ${s.name}`}
              placeholder={`+ ${label.toLowerCase()}`}
              value={s[lane]}
              readOnly={!act}
              onSave={(v) => act?.({ type: 'stage.set', id: s.id, patch: { [lane]: v } })}
            />
          </div>
        ))}
      </div>
    </>
  )
}
