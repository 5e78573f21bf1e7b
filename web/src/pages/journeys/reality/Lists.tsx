import { Menu } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { JourneyMap, KindGroup, Query, RealityAnswer, Transition } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { ChannelIcon, Tag } from '@/parts/parts'
import { useMay } from '@/session'
import { FEW } from '@/stats'
import { Opens } from '@/view/behind'
import { useNames } from '@/view/names'
import { adopt, groupName } from '../../maps/make'
import { useJourneys } from '../useJourneys'
import type { Misplaced } from './misplaced'
import { useAdopt } from './useAdopt'

/** One kind of finding. */
export function Findings({
  title,
  why,
  n,
  none,
  children,
  tone,
}: {
  title: string
  why: string
  n: number
  none: string
  children: ReactNode
  tone?: 'pain' | 'warn'
}) {
  return (
    <section className="card rl">
      <div className="hd">
        <h2>{title}</h2>
        {n > 0 && <Tag tone={tone}>{n}</Tag>}
      </div>
      <p className="t3 sm rl-why">{why}</p>
      {n === 0 ? (
        <p className="t2 md rl-none">
          <Icon name="check" size="s" />
          {none}
        </p>
      ) : (
        <ul>{children}</ul>
      )}
    </section>
  )
}

/** Touches without a place on the map: a click gives them one. */
export function UnmappedList({ map, groups, query }: { map: JourneyMap; groups: KindGroup[]; query: Query }) {
  const { t } = useTranslation()
  const f = useFormat()
  const take = useAdopt(map)
  const names = useNames()
  const name = (g: KindGroup) => groupName(g, names.event)
  const may = useMay('maps')
  const home = (g: KindGroup) => likelyStage(map, g.channel)
  const into = (g: KindGroup, stage: string, called: string) =>
    void take(
      { type: 'tp.add', touchpoint: adopt(g, stage, names.event), index: 999 },
      t('map.added', { name: name(g), stage: called }),
    )
  return (
    <Findings
      title={t('map.unmapped')}
      why={t('journeys.reality.unmappedWhy')}
      n={groups.length}
      none={t('map.noUnmapped')}
      tone="warn"
    >
      {groups.slice(0, 8).map((g) => (
        <li key={g.key}>
          <ChannelIcon channel={g.channel} label />
          <span className="rl-n" title={[g.name, g.path].filter(Boolean).join(' · ')}>
            {name(g)}
          </span>
          <Opens
            className="rl-c"
            query={query}
            figure={{ kind: 'kind', kindIds: g.kinds }}
            title={t('map.who.kind', { name: name(g) })}
          >
            <b className="b">{f.num(g.reach)}</b> <small className="t3">{t('common.customers')}</small>
          </Opens>
          {may && (
            <span className="rl-a">
              <button
                type="button"
                className="btn o"
                onClick={() => into(g, home(g).id, home(g).name)}
                title={t('map.adoptInto', { name: name(g), stage: home(g).name })}
              >
                <Icon name="plus" size="s" />
                {home(g).name}
              </button>
              <Menu position="bottom-end">
                <Menu.Target>
                  <button type="button" className="btn i" aria-label={t('map.adoptWhere', { name: name(g) })}>
                    <Icon name="down" size="s" />
                  </button>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Label>{t('map.adoptTo')}</Menu.Label>
                  {map.stages.map((s) => (
                    <Menu.Item key={s.id} onClick={() => into(g, s.id, s.name)}>
                      {s.name}
                    </Menu.Item>
                  ))}
                </Menu.Dropdown>
              </Menu>
            </span>
          )}
        </li>
      ))}
      {groups.length > 8 && (
        <li className="t3 sm">
          <Link className="link" to="/maps/$id" params={{ id: map.id }}>
            {t('map.unmappedMore', { count: groups.length - 8 })}
          </Link>
        </li>
      )}
    </Findings>
  )
}

const talking = ['zalo', 'messenger', 'chat', 'call']

/** Where a touchpoint of a channel most likely belongs: where the map first has one of its channel, or of its way of talking. */
function likelyStage(map: JourneyMap, channel: string) {
  const kin = map.touchpoints.filter((p) => p.channel === channel)
  const mates = kin.length
    ? kin
    : talking.includes(channel)
      ? map.touchpoints.filter((p) => talking.includes(p.channel))
      : []
  return map.stages.find((s) => mates.some((p) => p.stage === s.id)) ?? map.stages[0]!
}

export function UnusedList({ map, unused }: { map: JourneyMap; unused: string[] }) {
  const { t } = useTranslation()
  const { place } = useJourneys()
  return (
    <Findings
      title={t('journeys.reality.unused')}
      why={t('journeys.reality.unusedWhy')}
      n={unused.length}
      none={t('journeys.reality.noUnused')}
      tone="warn"
    >
      {unused.map((id) => (
        <li key={id}>
          <ChannelIcon channel={place(id).channel ?? 'other'} />
          <span className="rl-n">
            {place(id).name} <small className="t3">{place(id).stageName}</small>
          </span>
          <Link className="btn o" to="/maps/$id" params={{ id: map.id }} search={{ at: id }}>
            {t('journeys.reality.onMap')}
            <Icon name="right" size="s" />
          </Link>
        </li>
      ))}
    </Findings>
  )
}

/** Touchpoints that are lived in a later stage than they are drawn in: a click moves them there. */
export function MisplacedList({ map, list }: { map: JourneyMap; list: Misplaced[] }) {
  const { t } = useTranslation()
  const f = useFormat()
  const { place } = useJourneys()
  const take = useAdopt(map)
  const may = useMay('maps')
  return (
    <Findings
      title={t('journeys.reality.misplaced')}
      why={t('journeys.reality.misplacedWhy')}
      n={list.length}
      none={t('journeys.reality.noMisplaced')}
      tone="warn"
    >
      {list.map((m) => {
        const to = map.stages.find((s) => s.id === m.stage)!.name
        return (
          <li key={m.id}>
            <ChannelIcon channel={place(m.id).channel ?? 'other'} />
            <span className="rl-n">
              {place(m.id).name}{' '}
              <small className="t3">
                {t('journeys.reality.cameFrom', { share: f.pct(m.share, 0), stage: place(m.id).stageName })}
              </small>
            </span>
            {may && (
              <button
                type="button"
                className="btn o"
                onClick={() =>
                  void take(
                    { type: 'tp.move', id: m.id, stage: m.stage, index: 999 },
                    t('journeys.reality.moved', { name: place(m.id).name, stage: to }),
                  )
                }
              >
                {t('journeys.reality.moveTo', { stage: to })}
              </button>
            )}
          </li>
        )
      })}
    </Findings>
  )
}

export function LoopList({ loops, query }: { loops: RealityAnswer['loops']; query: Query }) {
  const { t } = useTranslation()
  const f = useFormat()
  const { place } = useJourneys()
  const list = loops.filter((l) => l.loop.k > 0).slice(0, 8)
  const most = Math.max(0.01, ...list.map((l) => l.loop.value))
  return (
    <Findings
      title={t('journeys.reality.loops')}
      why={t('journeys.reality.loopsWhy')}
      n={list.length}
      none={t('journeys.reality.noLoops')}
    >
      {list.map((l) => (
        <li key={l.id} className={l.loop.n < FEW ? 'few' : ''}>
          <ChannelIcon channel={place(l.id).channel ?? 'other'} />
          <span className="rl-n">
            {place(l.id).name} <small className="t3">{t('journeys.reality.times', { n: f.num(l.times, 1) })}</small>
          </span>
          <Share value={l.loop.value} most={most} pain />
          <Opens
            className="rl-c"
            query={query}
            figure={{ kind: 'loops', touchpoint: l.id }}
            title={t('journeys.reality.whoLoops', { name: place(l.id).name })}
          >
            <b className="b">{f.pct(l.loop.value)}</b> <small className="t3">n={f.num(l.loop.n)}</small>
          </Opens>
        </li>
      ))}
    </Findings>
  )
}

/** Pairs of touchpoints: steps back by how often, waits by how long. */
export function PairList({ of, list, query }: { of: 'backs' | 'waits'; list: Transition[]; query: Query }) {
  const { t } = useTranslation()
  const f = useFormat()
  const { place } = useJourneys()
  const size = (p: Transition) => (of === 'backs' ? p.count : p.medianS)
  const most = Math.max(1, ...list.map(size))
  return (
    <Findings
      title={t(`journeys.reality.${of}`)}
      why={t(`journeys.reality.${of}Why`)}
      n={list.length}
      none={t(of === 'backs' ? 'journeys.reality.noBacks' : 'journeys.reality.noWaits')}
    >
      {list.slice(0, 8).map((p) => (
        <li key={p.from + '\n' + p.to}>
          <span className="rl-n">
            {place(p.from).name}
            <Icon name="right" size="xs" />
            {place(p.to).name}
          </span>
          <Share value={size(p)} most={most} pain={of === 'backs'} />
          <Opens
            className="rl-c"
            query={query}
            figure={{ kind: 'pair', touchpoint: p.from, to: p.to }}
            title={t('map.who.pair', { name: place(p.from).name, to: place(p.to).name })}
          >
            <b className="b">{of === 'backs' ? f.num(p.count) : f.brief(p.medianS)}</b>{' '}
            <small className="t3">{of === 'backs' ? f.brief(p.medianS) : `n=${f.num(p.count)}`}</small>
          </Opens>
        </li>
      ))}
    </Findings>
  )
}

function Share({ value, most, pain }: { value: number; most: number; pain?: boolean }) {
  return (
    <i className="rl-b">
      <u className={pain ? 'x' : ''} style={{ width: `${(value / most) * 100}%` }} />
    </i>
  )
}

/** A button that goes to where maps are made. */
export function NoMap() {
  const { t } = useTranslation()
  return (
    <Link to="/maps" className="btn p">
      {t('home.task.noMap')}
    </Link>
  )
}
