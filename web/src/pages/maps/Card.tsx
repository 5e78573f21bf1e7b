import { useDraggable, useDroppable } from '@dnd-kit/core'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Touchpoint } from '@/api/types'
import { useFormat } from '@/i18n'
import { Define } from '@/parts/Define'
import { Icon } from '@/parts/Icon'
import { ChannelIcon, Score } from '@/parts/parts'
import { useCountUp } from '@/parts/useCountUp'
import { FEW, told } from '@/stats'
import { Opens } from '@/view/behind'
import { judged } from '@/view/judged'
import { edge, levelOf, type Measure, type Numbers } from './numbers'
import { NameInput } from './StageHead'

export interface CardProps {
  touchpoint: Touchpoint
  numbers: Numbers | null
  by: Measure
  live: number
  selected: boolean
  /** "14:05, 21/11" when the numbers are older than they should be. */
  stale?: string
  failed?: boolean
  /** A drawing without numbers, as of an earlier version. */
  still?: boolean
  /** Whether Tab stops here; the arrow keys move between cards. */
  focusable: boolean
  /** Whether its name is being written; onName ends that, with the new name if there is one. */
  naming?: boolean
  onRename?: (id: string) => void
  onName?: (id: string, name: string | null) => void
  onOpen: (id: string) => void
  onFocus: (id: string) => void
  onBind: (id: string) => void
  onRetry: () => void
}

/** A touchpoint on the map. Anatomy and states are those of the design. */
export const Card = memo(function Card(p: CardProps & { draggable: boolean }) {
  const { touchpoint: tp, numbers } = p
  const row = numbers?.rows.get(tp.id)
  const drag = useDraggable({ id: tp.id, disabled: !p.draggable || p.naming, data: { kind: 'card' } })
  const drop = useDroppable({ id: tp.id, data: { stage: tp.stage } })
  const lost = !!numbers && numbers.neglected.has(tp.id) && !row?.reach
  const cls = [
    'tp',
    lost ? 'lost' : numbers?.breakpoints.has(tp.id) ? 'break' : tp.momentOfTruth ? 'truth' : '',
    p.selected ? 'sel' : '',
    drag.isDragging ? 'dragging' : '',
    p.failed && !numbers ? 'err' : '',
    row && !lost && row.reach < FEW ? 'few' : '',
  ]
    .filter(Boolean)
    .join(' ')
  return (
    <article
      ref={(el) => {
        drag.setNodeRef(el)
        drop.setNodeRef(el)
      }}
      className={cls}
      data-tp={tp.id}
      aria-busy={!numbers && !p.failed && !p.still}
      style={{ ['--m' as string]: numbers && !lost ? edge(row, numbers, p.by) : undefined }}
      {...drag.listeners}
      onKeyDown={undefined}
      onClick={() => p.onOpen(tp.id)}
    >
      <Face {...p} lost={lost} />
    </article>
  )
})

/** What stands on the card; also drawn under the pointer while dragging. */
export function Face({
  touchpoint: tp,
  numbers,
  by,
  live,
  selected,
  stale,
  failed,
  still,
  focusable,
  lost,
  naming,
  onRename,
  onName,
  onOpen,
  onFocus,
  onBind,
  onRetry,
}: CardProps & { lost: boolean }) {
  const { t } = useTranslation()
  const row = numbers?.rows.get(tp.id)
  return (
    <>
      {numbers && <Flag tp={tp} numbers={numbers} />}
      <h3>
        <ChannelIcon channel={tp.channel} />
        {naming && onName ? (
          <NameInput value={tp.name} onDone={(name) => onName(tp.id, name)} />
        ) : (
          <button
            type="button"
            className="tp-name"
            id={`tp-${tp.id}`}
            tabIndex={focusable ? 0 : -1}
            title={onRename ? `${tp.name} · ${t('map.renameHint')}` : tp.name}
            aria-pressed={selected}
            onFocus={() => onFocus(tp.id)}
            onClick={(e) => {
              e.stopPropagation()
              onOpen(tp.id)
            }}
            onDoubleClick={onRename && (() => onRename(tp.id))}
            onKeyDown={(e) => e.key === 'F2' && onRename?.(tp.id)}
          >
            {tp.name}
          </button>
        )}
        {tp.goal && (
          <span className="goal" role="img" aria-label={t('map.goal')} title={t('map.goal')}>
            <Icon name="check" size="xs" />
          </span>
        )}
      </h3>
      {lost && numbers ? (
        <Nothing tp={tp} numbers={numbers} onBind={onBind} />
      ) : row && numbers ? (
        <Figures tp={tp} numbers={numbers} by={by} live={live} stale={stale} />
      ) : failed ? (
        <div className="none">
          {t('map.cardFailed')}{' '}
          <button
            type="button"
            className="link"
            tabIndex={-1}
            onClick={(e) => {
              e.stopPropagation()
              onRetry()
            }}
          >
            {t('common.retry')}
          </button>
        </div>
      ) : numbers ? (
        <div className="none">{t('map.justAdded')}</div>
      ) : still ? null : (
        <Bones />
      )}
    </>
  )
}

function Figures({
  tp,
  numbers,
  by,
  live,
  stale,
}: {
  tp: Touchpoint
  numbers: Numbers
  by: Measure
  live: number
  stale?: string
}) {
  const { t } = useTranslation()
  const f = useFormat()
  const row = numbers.rows.get(tp.id)!
  const j = judged(row)
  const reach = useCountUp(row.reach)
  const hot = numbers.breakpoints.has(tp.id)
  const open = (kind: string) => ({ query: numbers.query, figure: { kind, touchpoint: tp.id }, tabIndex: -1 })
  return (
    <>
      <div className="l2">
        <b>
          <Opens {...open('reach')} title={t('map.who.reach', { name: tp.name })}>
            {f.num(reach)}
          </Opens>
        </b>
        {live > 0 && (
          <span
            className="dot live"
            role="img"
            aria-label={t('map.liveHere', { count: live, n: f.num(live) })}
            title={t('map.liveHere', { count: live, n: f.num(live) })}
          />
        )}
        <span className="sp" />
        {stale ? (
          <span className="stale">
            <Icon name="clock" size="xs" />
            {stale}
          </span>
        ) : (
          <Time row={row} numbers={numbers} by={by} />
        )}
      </div>
      <div className="l3">
        <div>
          <Opens {...open('next')} title={t('map.who.next', { name: tp.name })}>
            <Icon name="ar" size="xs" />
            {told(row.next) ? f.pct(row.next.value) : '–'}
          </Opens>
          <i>
            <u style={{ width: `${row.next.value * 100}%` }} />
          </i>
        </div>
        <div className={(j.bad ? 'ex' : '') + (hot ? ' hot' : '')}>
          <Opens {...open(j.kind)} title={t(`map.who.${j.kind}`, { name: tp.name })}>
            <Icon name={j.bad ? 'dr' : 'loop'} size="xs" />
            {told(j.rate) ? f.pct(j.rate.value) : '–'}
          </Opens>
          <i>
            <u style={{ width: `${j.rate.n ? j.rate.value * 100 : 0}%` }} />
          </i>
        </div>
      </div>
    </>
  )
}

/** Time to the next touchpoint; as a score when the map is coloured by it. */
function Time({
  row,
  numbers,
  by,
}: {
  row: NonNullable<ReturnType<Numbers['rows']['get']>>
  numbers: Numbers
  by: Measure
}) {
  const { t } = useTranslation()
  const f = useFormat()
  const level = levelOf(row, numbers, by)
  const what = t('map.timeTitle', { n: f.num(row.timeToNext.n) })
  const time = (
    <Opens
      query={numbers.query}
      figure={{ kind: 'onward', touchpoint: row.id }}
      title={t('map.who.onward', { name: row.name })}
      tabIndex={-1}
    >
      {f.brief(row.timeToNext.median)}
    </Opens>
  )
  if (row.reach < FEW)
    return (
      <span className="em few">
        <Define what={t('map.fewTitle')} tabIndex={-1}>
          n={f.num(row.reach)}
        </Define>
      </span>
    )
  if (row.timeToNext.n === 0) return <span className="em few">{t('map.noNext')}</span>
  if (by === 'time' && level !== null)
    return (
      <Score level={level} what={what}>
        {time}
      </Score>
    )
  return (
    <span className="chip">
      <Define what={what} mark tabIndex={-1}>
        <Icon name="clock" size="xs" />
      </Define>
      {time}
    </span>
  )
}

function Flag({ tp, numbers }: { tp: Touchpoint; numbers: Numbers }) {
  const { t } = useTranslation()
  if (numbers.breakpoints.has(tp.id))
    return (
      <span className="flag pain">
        <Icon name="crack" size="xs" />
        {t('map.breakpoint')}
      </span>
    )
  if (numbers.neglected.has(tp.id))
    return (
      <span className="flag warn">
        <Icon name="eyeoff" size="xs" />
        {t('map.neglected')}
      </span>
    )
  if (tp.momentOfTruth)
    return (
      <span className="flag truth">
        <Icon name="gem" size="xs" />
        {t('map.truth')}
      </span>
    )
  return null
}

function Nothing({ tp, numbers, onBind }: { tp: Touchpoint; numbers: Numbers; onBind: (id: string) => void }) {
  const { t } = useTranslation()
  const f = useFormat()
  const lost = numbers.neglected.get(tp.id)!
  return (
    <div className="none">
      {lost.reason === 'quiet' || lost.reason === 'silent'
        ? t('map.lost.quiet', { date: lost.lastAt ? f.date(lost.lastAt) : '–' })
        : t(`map.lost.${lost.reason}`)}
      <br />
      <button
        type="button"
        className="link"
        tabIndex={-1}
        onClick={(e) => {
          e.stopPropagation()
          onBind(tp.id)
        }}
      >
        {t(lost.reason === 'unbound' ? 'map.bind' : 'map.seeRule')}
      </button>
    </div>
  )
}

function Bones() {
  return (
    <div className="waiting" style={{ padding: 0, gap: 0 }}>
      <div className="l2" style={{ height: 18 }}>
        <i className="sk1" style={{ width: 40 }} />
        <span className="sp" />
        <i className="sk1" style={{ width: 52 }} />
      </div>
      <div className="l3" style={{ marginTop: 5, height: 14 }}>
        <i className="sk1" style={{ height: 6, margin: '4px 0 0' }} />
        <i className="sk1" style={{ height: 6, margin: '4px 0 0' }} />
      </div>
    </div>
  )
}
