import { closestCenter, DndContext, PointerSensor, useDraggable, useDroppable } from '@dnd-kit/core'
import { useSensor, useSensors, type DragEndEvent } from '@dnd-kit/core'
import { Link } from '@tanstack/react-router'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '@/parts/Icon'
import { ChannelIcon, IconButton } from '@/parts/parts'
import { useMay } from '@/session'
import { useWays } from './data'
import { moved } from './letter'
import type { Way } from './types'
import type { Draft } from './useDraft'
import { allWays, wayIcon, waysOf } from './ways'

/** By which ways it goes, the first wanted one first: added, moved and taken out. */
export function WaysChoice({ draft }: { draft: Draft }) {
  const { t } = useTranslation()
  const { missing } = useWays()
  const ways = waysOf(draft.now)
  const rest = allWays.filter((w) => !ways.includes(w))
  const set = (next: Way[]) => draft.change({ ways: next })
  return (
    <div className="wys" role="group" aria-labelledby="camp-ways">
      <span className="sm b" id="camp-ways">
        {t('campaign.ways.title')}
      </span>
      <Chosen ways={ways} set={set} />
      {rest.length > 0 && (
        <div className="row camp-wrap">
          {rest.map((w) => (
            <button
              key={w}
              type="button"
              className="btn o"
              disabled={missing(w)}
              aria-label={t('campaign.ways.add', { way: t(`reach.way.${w}`) })}
              onClick={() => set([...ways, w])}
            >
              <Icon name="plus" size="s" />
              {t(`reach.way.${w}`)}
            </button>
          ))}
        </div>
      )}
      <Missing ways={rest.filter(missing)} />
      {ways.length > 1 && <p className="t2 sm">{t('campaign.ways.how')}</p>}
    </div>
  )
}

function Missing({ ways }: { ways: Way[] }) {
  const { t } = useTranslation()
  const may = useMay('settings')
  if (ways.length === 0) return null
  const names = ways.map((w) => t(`reach.way.${w}`)).join(', ')
  return (
    <p className="t3 sm">
      {t('campaign.ways.missing', { ways: names })}{' '}
      {may ? (
        <Link to="/settings" search={{ tab: 'channels' }} className="link">
          {t('campaign.ways.connect')}
        </Link>
      ) : (
        t('campaign.channel.askOther')
      )}
    </p>
  )
}

function Chosen({ ways, set }: { ways: Way[]; set: (ways: Way[]) => void }) {
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 6 } }))
  const move = (from: number, to: number) => set(moved(ways, from, to))
  const dropped = ({ active, over }: DragEndEvent) =>
    over && move(ways.indexOf(active.id as Way), ways.indexOf(over.id as Way))
  return (
    <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={dropped}>
      <ol>
        {ways.map((w, at) => (
          <Chip
            key={w}
            way={w}
            at={at}
            of={ways.length}
            move={(to) => move(at, to)}
            remove={() => set(ways.filter((x) => x !== w))}
          />
        ))}
      </ol>
    </DndContext>
  )
}

interface ChipProps {
  way: Way
  at: number
  of: number
  move: (to: number) => void
  remove: () => void
}

function Chip({ way, at, of, move, remove }: ChipProps) {
  const { t } = useTranslation()
  const drag = useDraggable({ id: way })
  const drop = useDroppable({ id: way })
  const here = useRef<HTMLLIElement>(null)
  const { x = 0, y = 0 } = drag.transform ?? {}
  const name = t(`reach.way.${way}`)
  // The chip takes its buttons along; the one that was pressed stays the one in hand.
  const go = (to: number, button: number) => {
    move(to)
    requestAnimationFrame(() => here.current?.querySelectorAll('button')[button]?.focus())
  }
  return (
    <li
      ref={(el) => {
        here.current = el
        drag.setNodeRef(el)
        drop.setNodeRef(el)
      }}
      className={drag.isDragging ? 'held' : drop.isOver ? 'over' : undefined}
      style={drag.isDragging ? { transform: `translate(${x}px, ${y}px)` } : undefined}
    >
      <span className="wys-n" {...drag.listeners}>
        {of > 1 && <em>{at + 1}</em>}
        <ChannelIcon channel={wayIcon(way)} />
        <b>{name}</b>
      </span>
      {of > 1 && (
        <>
          <IconButton
            icon="left"
            label={t('campaign.ways.sooner', { way: name })}
            disabled={at === 0}
            onClick={() => go(at - 1, 0)}
          />
          <IconButton
            icon="right"
            label={t('campaign.ways.later', { way: name })}
            disabled={at === of - 1}
            onClick={() => go(at + 1, 1)}
          />
          <IconButton icon="x" label={t('campaign.ways.remove', { way: name })} onClick={remove} />
        </>
      )}
    </li>
  )
}
