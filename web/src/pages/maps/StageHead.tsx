import { Menu } from '@mantine/core'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { JourneyMap, Stage } from '@/api/types'
import { useFormat } from '@/i18n'
import { Define } from '@/parts/Define'
import { Icon } from '@/parts/Icon'
import { useCountUp } from '@/parts/useCountUp'
import { FEW, told } from '@/stats'
import { Opens } from '@/view/behind'
import { inStage, type Action } from './edit/actions'
import { newStage } from './make'
import type { Numbers } from './numbers'
import { useRemove } from './useRemove'

interface Props {
  map: JourneyMap
  stage: Stage
  index: number
  numbers: Numbers | null
  /** A drawing without numbers, as of an earlier version. */
  still?: boolean
  act?: (a: Action) => void
  /** Which stage or touchpoint is being named, and a way to begin and end it. */
  naming?: string
  setNaming?: (id: string | undefined) => void
}

/** A stage's name and what became of the journeys that touched it. */
export function StageHead({ map, stage, index, numbers, still, act, naming, setNaming = () => {} }: Props) {
  const rename = () => act && setNaming(stage.id)
  const after = map.stages[index + 1]
  const isLast = !after || !!numbers?.stages.get(after.id)?.behind
  return (
    <div className="st">
      <h2>
        <i aria-hidden="true">{index + 1}</i>
        {naming === stage.id && act ? (
          <NameInput
            value={stage.name}
            onDone={(name) => {
              setNaming(undefined)
              if (name) act({ type: 'stage.set', id: stage.id, patch: { name } })
            }}
          />
        ) : (
          <StageName name={stage.name} rename={act && rename} />
        )}
        {act && <StageMenu map={map} stage={stage} index={index} act={act} setNaming={setNaming} />}
      </h2>
      {!still && <StageFlow stage={stage} last={isLast} numbers={numbers} />}
    </div>
  )
}

/** Two clicks, or Enter, Space or F2 on it, begin to rename; without rename it is plain text. */
function StageName({ name, rename }: { name: string; rename?: () => void }) {
  const { t } = useTranslation()
  if (!rename)
    return (
      <span className="nm1" title={name}>
        {name}
      </span>
    )
  return (
    <button
      type="button"
      className="nm1"
      title={`${name} · ${t('map.renameHint')}`}
      onDoubleClick={rename}
      onClick={(e) => e.detail === 0 && rename()}
      onKeyDown={(e) => e.key === 'F2' && rename()}
    >
      {name}
    </button>
  )
}

function StageFlow({ stage, last, numbers }: { stage: Stage; last: boolean; numbers: Numbers | null }) {
  const { t } = useTranslation()
  const f = useFormat()
  const s = numbers?.stages.get(stage.id)
  const reach = useCountUp(s?.reach ?? 0)
  if (!numbers)
    return (
      <div className="fl" aria-busy="true">
        <i className="sk1" style={{ width: 48, height: 14 }} />
        <i className="sk1" style={{ width: 60 }} />
      </div>
    )
  if (!s || s.reach === 0)
    return (
      <div className="fl few">
        <span className="big">0</span>
        <small>{t('map.noJourneys')}</small>
      </div>
    )
  const open = (kind: string) => ({
    query: numbers.query,
    figure: { kind, stage: stage.id },
    title: t(`map.who.${kind}`, { name: stage.name }),
  })
  if (s.behind)
    return (
      <div className={'fl' + (s.back.n < FEW ? ' few' : '')}>
        <Opens {...open('stage-reach')} className="big">
          {f.num(reach)}
        </Opens>
        <div className="r">
          <em>
            <Opens {...open('stage-back')}>
              {told(s.back) ? f.pct(s.back.value) : '–'} {t('map.cameBack')}
            </Opens>{' '}
            <Icon name="loop" size="xs" />
          </em>
          <small>
            <Define what={t('map.stageBackTitle', { n: f.num(s.back.n) })}>
              {s.back.age ? t('figures.atAge', { count: s.back.age }) : `n=${f.num(s.back.n)}`}
            </Define>
          </small>
        </div>
      </div>
    )
  return (
    <div className={'fl' + (s.reach < FEW ? ' few' : '')}>
      <Opens {...open('stage-reach')} className="big">
        {f.num(reach)}
      </Opens>
      <div className="r">
        <em>
          <Opens {...open('stage-next')}>
            {f.pct(s.went / s.reach)} {t(last ? 'map.converted' : 'map.wentOn')}
          </Opens>
          {!last && (
            <>
              {' '}
              <Icon name="ar" size="xs" />
            </>
          )}
        </em>
        <small>
          <u>
            <Opens {...open('stage-left')}>
              {f.pct(s.left / s.reach)} {t('map.left')}
            </Opens>
          </u>{' '}
          ·{' '}
          <Opens {...open('stage-open')}>
            {f.pct(s.open / s.reach, s.open / s.reach < 0.095 ? 1 : 0)} {t('map.open')}
          </Opens>
        </small>
      </div>
    </div>
  )
}

function StageMenu({
  map,
  stage,
  index,
  act,
  setNaming,
}: {
  map: JourneyMap
  stage: Stage
  index: number
  act: (a: Action) => void
  setNaming: (id: string) => void
}) {
  const { t } = useTranslation()
  const remove = useRemove(map, act)
  const count = inStage(map, stage.id).length
  return (
    <Menu position="bottom-end" width={220} returnFocus={false}>
      <Menu.Target>
        <button type="button" className="stm" aria-label={t('map.stageMenu', { name: stage.name })}>
          <Icon name="dots" size="s" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Icon name="edit" size="s" />} onClick={() => setNaming(stage.id)}>
          {t('common.rename')}
        </Menu.Item>
        <Menu.Item
          leftSection={<Icon name="left" size="s" />}
          disabled={index === 0}
          onClick={() => act({ type: 'stage.move', id: stage.id, index: index - 1 })}
        >
          {t('map.moveLeft')}
        </Menu.Item>
        <Menu.Item
          leftSection={<Icon name="right" size="s" />}
          disabled={index === map.stages.length - 1}
          onClick={() => act({ type: 'stage.move', id: stage.id, index: index + 1 })}
        >
          {t('map.moveRight')}
        </Menu.Item>
        <Menu.Item
          leftSection={<Icon name="plus" size="s" />}
          onClick={() => {
            const next = newStage(t('map.newStage'))
            act({ type: 'stage.add', stage: next, index: index + 1 })
            setNaming(next.id)
          }}
        >
          {t('map.addStageAfter')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<Icon name="trash" size="s" />}
          disabled={map.stages.length === 1}
          onClick={() => remove({ type: 'stage.remove', id: stage.id }, stage.name)}
        >
          {count ? t('map.deleteStageWith', { count, n: count }) : t('map.deleteStage')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

/** A name being written; calls back with what is kept, or nothing. */
export function NameInput({ value, onDone }: { value: string; onDone: (name: string | null) => void }) {
  const { t } = useTranslation()
  const [name, setName] = useState(value)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => void field.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' }), [])
  const keep = () => onDone(name.trim() && name.trim() !== value ? name.trim().normalize('NFC') : null)
  const keys = (e: KeyboardEvent) => {
    e.stopPropagation()
    if (e.key === 'Enter') keep()
    if (e.key === 'Escape') onDone(null)
  }
  return (
    <input
      ref={field}
      className="name-in"
      autoFocus
      aria-label={t('common.name')}
      value={name}
      maxLength={200}
      onChange={(e) => setName(e.target.value)}
      onBlur={keep}
      onClick={(e) => e.stopPropagation()}
      onKeyDown={keys}
      onFocus={(e) => e.target.select()}
    />
  )
}

/** One area behind the heads, as high as each stage's journeys, from zero. */
export function Ribbon({ reaches }: { reaches: number[] }) {
  const W = 1000,
    w = W / reaches.length,
    top = Math.max(1, ...reaches)
  const y = (v: number) => 50 - (v / top) * 46
  const bend = Math.min(16, w / 6)
  let d = `M0 ${y(reaches[0] ?? 0).toFixed(1)}`
  reaches.forEach((v, i) => {
    const end = (i + 1) * w,
      next = reaches[i + 1]
    if (next === undefined) d += `H${W}`
    else {
      const n = (v: number) => v.toFixed(1)
      d += `H${n(end - bend * 1.4)}C${n(end)} ${n(y(v))} ${n(end - bend * 0.4)} ${n(y(next))} ${n(end + bend * 0.6)} ${n(y(next))}`
    }
  })
  return (
    <svg className="ribbon" viewBox={`0 0 ${W} 50`} preserveAspectRatio="none" aria-hidden="true">
      <path d={d + 'V50H0Z'} fill="var(--brand-tint)" />
    </svg>
  )
}
