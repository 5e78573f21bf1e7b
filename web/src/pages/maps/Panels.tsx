import { useDraggable } from '@dnd-kit/core'
import { Menu } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { JourneyMap, KindGroup } from '@/api/types'
import { useFormat } from '@/i18n'
import { Define } from '@/parts/Define'
import { Icon } from '@/parts/Icon'
import { ChannelIcon, Empty, IconButton, Tag } from '@/parts/parts'
import { difference, told, wayless } from '@/stats'
import { Opens, useBehind } from '@/view/behind'
import { Delta, CountDelta } from '@/view/Delta'
import { useNames } from '@/view/names'
import { About } from './About'
import type { Action } from './edit/actions'
import { groupName } from './make'
import type { Numbers } from './numbers'

interface MapPanelProps {
  map: JourneyMap
  numbers: Numbers
  act?: (a: Action) => void
  onOpen: (id: string) => void
  onClose: () => void
  children: ReactNode
}

/** What waits on the map as a whole: its figures, breakpoints, neglected and unmapped touches. */
export function MapPanel({ map, numbers, act, onOpen, onClose, children }: MapPanelProps) {
  const { t } = useTranslation()
  const f = useFormat()
  const { journeys: j, comparedTo: b, breakpoints, neglected } = numbers.overlay
  const name = (id: string) => map.touchpoints.find((x) => x.id === id)
  const query = { ...numbers.query, question: 'journeys' as const }
  const conversion = difference(j.conversion, b?.conversion)
  const back = difference(j.back, b?.back)
  return (
    <>
      <div className="pan-h">
        <div className="row">
          <h2>{t('map.whole')}</h2>
          <IconButton icon="x" label={t('common.close')} onClick={onClose} />
        </div>
      </div>
      <dl className="kp">
        <div>
          <dt>
            <Define what={t('home.what.started')}>{t('map.started')}</Define>
          </dt>
          <dd>
            <Opens query={query} figure={{ kind: 'started' }} title={t('map.who.started')}>
              {f.num(j.started)}
            </Opens>
          </dd>
          <dd className="s">
            <CountDelta now={j.started} before={b?.started} />
          </dd>
        </div>
        <div>
          <dt>
            <Define what={t('home.what.conversion')}>{t('map.conversion')}</Define>
          </dt>
          <dd className={j.conversion.n < 30 ? 'few' : ''}>
            <Opens query={query} figure={{ kind: 'converted' }} title={t('map.who.converted')}>
              {told(j.conversion) && !wayless(j) ? f.pct(j.conversion.value) : '–'}
            </Opens>
          </dd>
          <dd className="s">
            {wayless(j) ? (
              <small className="t3">{t('home.noWay')}</small>
            ) : conversion ? (
              <Delta d={conversion} />
            ) : (
              <small className="t3">n={f.num(j.conversion.n)}</small>
            )}
          </dd>
        </div>
        <div>
          <dt>
            <Define what={t('map.openTitle')}>{t('map.stillOpen')}</Define>
          </dt>
          <dd>
            <Opens query={query} figure={{ kind: 'open-journeys' }} title={t('map.who.openJourneys')}>
              {f.num(j.open)}
            </Opens>
          </dd>
          <dd className="s">
            <small className="t3">{t('map.countedToo')}</small>
          </dd>
        </div>
        {numbers.overlay.answer.touchpoints?.some((r) => r.behind) && (
          <>
            <div>
              <dt>
                <Define
                  what={t('map.backTitle', { n: f.num(j.back.n), age: f.num(j.back.age || map.returnDays || 60) })}
                >
                  {t('map.back')}
                </Define>
              </dt>
              <dd className={j.back.n < 30 ? 'few' : ''}>
                <Opens query={query} figure={{ kind: 'won-back' }} title={t('map.who.wonBack')}>
                  {told(j.back) ? f.pct(j.back.value) : '–'}
                </Opens>
              </dd>
              <dd className="s">{back ? <Delta d={back} /> : <small className="t3">n={f.num(j.back.n)}</small>}</dd>
            </div>
            <div>
              <dt>
                <Define what={t('map.careTitle')}>{t('map.care')}</Define>
              </dt>
              <dd>
                <Opens query={query} figure={{ kind: 'care' }} title={t('map.who.care')}>
                  {f.num(j.care)}
                </Opens>
              </dd>
              <dd className="s">
                <CountDelta now={j.care} before={b?.care} />
              </dd>
            </div>
          </>
        )}
      </dl>
      <section>
        <h3>
          {t('map.breakpoints')} {breakpoints.length > 0 && <Tag tone="pain">{breakpoints.length}</Tag>}
        </h3>
        {breakpoints.length === 0 ? (
          <p className="t2">{t('map.noBreakpoints')}</p>
        ) : (
          breakpoints.map((p) => (
            <button key={p.touchpoint + p.kind} type="button" className="goto" onClick={() => onOpen(p.touchpoint)}>
              <ChannelIcon channel={name(p.touchpoint)?.channel ?? 'other'} />
              <span className="g1">
                <b>{name(p.touchpoint)?.name}</b>
                <small>
                  {p.measure === 'back'
                    ? t(`map.breakBack.${p.kind}`, { rate: f.pct(1 - p.rate.value), norm: f.pct(1 - p.norm.value) })
                    : t(`map.breakWhy.${p.kind}`, { rate: f.pct(p.rate.value), norm: f.pct(p.norm.value) })}
                </small>
                <small>
                  {t(p.measure === 'back' ? 'map.breakBackCost' : 'map.breakCost', {
                    n: f.num(p.extra),
                    money: f.money(p.money),
                  })}
                </small>
              </span>
              <Icon name="right" size="s" />
            </button>
          ))
        )}
      </section>
      {neglected.length > 0 && (
        <section>
          <h3>
            {t('map.neglectedMany')} <Tag tone="warn">{neglected.length}</Tag>
          </h3>
          {neglected.map((n) => (
            <button key={n.touchpoint} type="button" className="goto" onClick={() => onOpen(n.touchpoint)}>
              <ChannelIcon channel={name(n.touchpoint)?.channel ?? 'other'} />
              <span className="g1">
                <b>{name(n.touchpoint)?.name}</b>
                <small>
                  {t(`map.lostWhy.${n.reason}`, {
                    date: n.lastAt ? f.date(n.lastAt) : '–',
                    by: name(n.by ?? '')?.name,
                  })}
                </small>
              </span>
              <Icon name="right" size="s" />
            </button>
          ))}
        </section>
      )}
      {children}
      <About map={map} act={act} />
    </>
  )
}

interface UnmappedProps {
  map: JourneyMap
  numbers: Numbers
  stage: string
  editable: boolean
  adopt: (g: KindGroup, stage: string) => void
}

/** Touches without a place on the map, most first: one click or a drag makes a touchpoint of them. */
export function Unmapped({ map, numbers, stage, editable, adopt }: UnmappedProps) {
  const { t } = useTranslation()
  const groups = numbers.overlay.unmapped
  return (
    <section>
      <h3>
        {t('map.unmapped')} {groups.length > 0 && <Tag tone="warn">{groups.length}</Tag>}
        <span className="sp" />
        {editable && groups.length > 0 && <span className="t3">{t('map.dragHint')}</span>}
      </h3>
      {groups.length === 0 && <p className="t2">{t('map.noUnmapped')}</p>}
      {groups.slice(0, 30).map((g) => (
        <UnmappedRow
          key={g.key}
          group={g}
          map={map}
          numbers={numbers}
          stage={stage}
          editable={editable}
          adopt={adopt}
        />
      ))}
      {groups.length > 30 && (
        <p className="t3" style={{ marginTop: 6 }}>
          {t('map.unmappedMore', { count: groups.length - 30 })}
        </p>
      )}
      {numbers.overlay.overflow && (
        <p className="t3" style={{ marginTop: 6 }}>
          {t('map.overflow')}
        </p>
      )}
    </section>
  )
}

function UnmappedRow({ group: g, map, numbers, stage, editable, adopt }: UnmappedProps & { group: KindGroup }) {
  const { t } = useTranslation()
  const name = groupName(g, useNames().event)
  const drag = useDraggable({ id: 'un:' + g.key, disabled: !editable, data: { kind: 'unmapped', group: g } })
  const target = map.stages.find((s) => s.id === stage) ?? map.stages[0]!
  return (
    <div
      ref={drag.setNodeRef}
      className={'ur' + (editable ? ' can' : '')}
      style={{ opacity: drag.isDragging ? 0.35 : 1 }}
      {...drag.listeners}
    >
      <UnmappedFace group={g} editable={editable} numbers={numbers} />
      {editable && (
        <IconButton
          icon="plus"
          label={t('map.adoptInto', { name: name, stage: target.name })}
          onClick={() => adopt(g, target.id)}
        />
      )}
      {editable && map.stages.length > 1 && (
        <Menu position="bottom-end">
          <Menu.Target>
            <button type="button" className="btn i" aria-label={t('map.adoptWhere', { name: name })}>
              <Icon name="down" size="s" />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>{t('map.adoptTo')}</Menu.Label>
            {map.stages.map((s) => (
              <Menu.Item key={s.id} onClick={() => adopt(g, s.id)}>
                {s.name}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  )
}

/** The row itself; also drawn under the pointer while dragging. */
export function UnmappedFace({
  group: g,
  editable,
  numbers,
}: {
  group: KindGroup
  editable: boolean
  numbers: Numbers
}) {
  const { t } = useTranslation()
  const f = useFormat()
  const open = useBehind()
  const name = groupName(g, useNames().event)
  return (
    <>
      {editable && <Icon name="grip" size="s" />}
      <ChannelIcon channel={g.channel} label />
      <span className="ur-n" title={[g.name, g.path].filter(Boolean).join(' · ')}>
        {name}
      </span>
      <button
        type="button"
        className="open-n r"
        title={t('map.who.kind', { name: name })}
        onClick={() =>
          open({
            query: numbers.query,
            figure: { kind: 'kind', kindIds: g.kinds },
            title: t('map.who.kind', { name: name }),
          })
        }
      >
        <b>{f.num(g.reach)}</b>
      </button>
    </>
  )
}

export function PanelEmpty({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <>
      <div className="pan-h">
        <div className="row">
          <h2>{t('map.whole')}</h2>
          <IconButton icon="x" label={t('common.close')} onClick={onClose} />
        </div>
      </div>
      <Empty icon="map" title={t('map.goneTouchpoint')} />
    </>
  )
}
