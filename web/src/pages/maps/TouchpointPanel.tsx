import { Menu, Select, Slider } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { touchpointQuery } from '@/api/queries'
import type { JourneyMap, Match, Rate, Touchpoint, TouchpointDetail, TouchpointRow } from '@/api/types'
import { useFormat } from '@/i18n'
import { Bar, Trend } from '@/parts/charts'
import { EditText } from '@/parts/EditText'
import { Icon } from '@/parts/Icon'
import { channels, ChannelIcon, IconButton, Loaded, Tag } from '@/parts/parts'
import { difference, FEW } from '@/stats'
import { Opens, useBehind } from '@/view/behind'
import { CountDelta, Delta } from '@/view/Delta'
import type { View } from '@/view/view'
import { inStage, type Action } from './edit/actions'
import type { Numbers } from './numbers'
import { NameInput } from './StageHead'

interface Props {
  map: JourneyMap; touchpoint: Touchpoint; version: number; view: View; numbers: Numbers | null
  act?: (a: Action) => void; onBind: () => void; onOpen: (id: string) => void; onClose: () => void; children: ReactNode
}

/** Everything about one touchpoint: its figures, where its customers went, and what a person writes about it. */
export function TouchpointPanel(p: Props) {
  const { map, touchpoint: tp, numbers } = p
  const row = numbers?.rows.get(tp.id)
  const detail = useQuery(touchpointQuery(map.id, tp.id, p.version, p.view))
  return (
    <>
      <Head {...p} />
      {row && numbers && row.reach > 0 && <Kpis tp={tp} row={row} numbers={numbers} />}
      {row && numbers && row.journeys > 0 && <Whereabouts tp={tp} row={row} numbers={numbers} days={map.windowDays} />}
      {row && row.reach > 0 && <Loaded query={detail} rows={4}>{(d) => <><Steps {...p} detail={d} /><Weeks detail={d} hot={!!numbers?.breakpoints.has(tp.id)} /></>}</Loaded>}
      <RuleSection tp={tp} onBind={p.onBind} editable={!!p.act} />
      <Words tp={tp} act={p.act} />
      {p.children}
    </>
  )
}

function Head({ map, touchpoint: tp, numbers, act, onClose }: Props) {
  const { t } = useTranslation()
  const f = useFormat()
  const [naming, setNaming] = useState(false)
  const hot = numbers?.breakpoints.get(tp.id)
  const stage = map.stages.find((s) => s.id === tp.stage)
  return (
    <div className="pan-h">
      <div className="row">
        <ChannelIcon channel={tp.channel} label />
        {naming && act ? <NameInput value={tp.name} onDone={(name) => { setNaming(false); if (name) act({ type: 'tp.set', id: tp.id, patch: { name } }) }} />
          : <h2 title={tp.name} onDoubleClick={() => act && setNaming(true)}>{tp.name}</h2>}
        {act && <TouchpointMenu map={map} tp={tp} act={act} rename={() => setNaming(true)} />}
        <IconButton icon="x" label={t('common.close')} onClick={onClose} />
      </div>
      <div className="row" style={{ gap: 4, marginTop: 6, flexWrap: 'wrap' }}>
        {hot && <Tag tone="pain" icon="crack" title={t('map.breakTitle', { low: f.points(hot.low), high: f.points(hot.high) })}>{t('map.breakpoint')}</Tag>}
        {numbers?.neglected.has(tp.id) && <Tag tone="warn" icon="eyeoff">{t('map.neglected')}</Tag>}
        {tp.momentOfTruth && <Tag tone="truth" icon="gem">{t('map.truth')}</Tag>}
        {tp.goal && <Tag tone="brand" icon="check">{t('map.goalTag')}</Tag>}
        <Tag>{stage?.name}</Tag>
        {tp.owner && <Tag icon="user">{tp.owner}</Tag>}
      </div>
    </div>
  )
}

function TouchpointMenu({ map, tp, act, rename }: { map: JourneyMap; tp: Touchpoint; act: (a: Action) => void; rename: () => void }) {
  const { t } = useTranslation()
  const mates = inStage(map, tp.stage)
  const at = mates.indexOf(tp)
  const tick = (on: boolean | undefined) => on && <Icon name="check" size="s" />
  return (
    <Menu position="bottom-end" width={240} returnFocus={false}>
      <Menu.Target><button type="button" className="btn i" aria-label={t('map.touchpointMenu', { name: tp.name })}><Icon name="dots" /></button></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Icon name="edit" size="s" />} onClick={rename}>{t('common.rename')}</Menu.Item>
        <Menu.Item leftSection={<Icon name="up" size="s" />} disabled={at === 0} onClick={() => act({ type: 'tp.move', id: tp.id, stage: tp.stage, index: at - 1 })}>{t('map.moveUp')}</Menu.Item>
        <Menu.Item leftSection={<Icon name="down" size="s" />} disabled={at === mates.length - 1} onClick={() => act({ type: 'tp.move', id: tp.id, stage: tp.stage, index: at + 1 })}>{t('map.moveDown')}</Menu.Item>
        <Menu.Label>{t('map.moveTo')}</Menu.Label>
        {map.stages.filter((s) => s.id !== tp.stage).map((s) => <Menu.Item key={s.id} onClick={() => act({ type: 'tp.move', id: tp.id, stage: s.id, index: 999 })}>{s.name}</Menu.Item>)}
        <Menu.Divider />
        <Menu.Item rightSection={tick(tp.goal)} onClick={() => act({ type: 'tp.set', id: tp.id, patch: { goal: tp.goal ? undefined : true } })}>{t('map.goal')}</Menu.Item>
        <Menu.Item rightSection={tick(tp.momentOfTruth)} onClick={() => act({ type: 'tp.set', id: tp.id, patch: { momentOfTruth: tp.momentOfTruth ? undefined : true } })}>{t('map.truth')}</Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="trash" size="s" />} onClick={() => act({ type: 'tp.remove', id: tp.id })}>{t('map.deleteTouchpoint')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function Kpis({ tp, row, numbers }: { tp: Touchpoint; row: TouchpointRow; numbers: Numbers }) {
  const { t } = useTranslation()
  const f = useFormat()
  const was = numbers.before.get(tp.id)
  const compared = !!numbers.overlay.compare
  const open = (kind: string) => ({ query: numbers.query, figure: { kind, touchpoint: tp.id }, title: t(`map.who.${kind}`, { name: tp.name }) })
  const range = (r: Rate) => <small className="t3">{r.n ? f.interval(r.low, r.high) : ' '}</small>
  return (
    <dl className="kp">
      <Kpi name={t('map.kpi.reach')} few={row.reach < FEW} sub={compared ? <CountDelta now={row.reach} before={was?.reach ?? 0} /> : <small className="t3">{t('map.kpi.touches', { n: f.num(row.volume) })}</small>}><Opens {...open('reach')}>{f.num(row.reach)}</Opens></Kpi>
      <Kpi name={t('map.kpi.next')} title={t('map.kpi.nextTitle')} few={row.next.n < FEW} sub={compared ? <Delta d={difference(row.next, was?.next)} /> : range(row.next)}><Opens {...open('next')}>{row.next.n ? f.pct(row.next.value) : '–'}</Opens></Kpi>
      <Kpi name={t('map.kpi.exit')} title={t('map.kpi.exitTitle', { n: f.num(row.exit.n), open: f.num(row.open) })} few={row.exit.n < FEW} hot={numbers.breakpoints.has(tp.id)} sub={compared ? <Delta d={difference(row.exit, was?.exit)} bad /> : range(row.exit)}><Opens {...open('exit')}>{row.exit.n ? f.pct(row.exit.value) : '–'}</Opens></Kpi>
      <Kpi name={t('map.kpi.share')} title={t('map.kpi.shareTitle')} few={row.share.n < FEW} sub={<small className="t3">{t('map.kpi.touches', { n: f.num(row.volume) })}</small>}><Opens {...open('journeys')}>{f.pct(row.share.value)}</Opens></Kpi>
      <Kpi name={t('map.kpi.time')} few={row.timeToNext.n < FEW} sub={<small className="t3">{row.timeToNext.n ? `p90 ${f.brief(row.timeToNext.p90)}` : t('map.noNext')}</small>}>{row.timeToNext.n ? f.brief(row.timeToNext.median) : '–'}</Kpi>
      {row.dwell.n > 0
        ? <Kpi name={t('map.kpi.dwell')} few={row.dwell.n < FEW} sub={<small className="t3">p90 {f.brief(row.dwell.p90)}</small>}>{f.brief(row.dwell.median)}</Kpi>
        : <Kpi name={t('map.kpi.emotion')} few sub={<small className="t3">{t('map.designedAs', { v: f.signed(tp.emotion, 1) })}</small>}>–</Kpi>}
    </dl>
  )
}

function Kpi({ name, title, few, hot, sub, children }: { name: string; title?: string; few?: boolean; hot?: boolean; sub: ReactNode; children: ReactNode }) {
  return <div className={hot ? 'hot' : ''} title={title}><dt>{name}</dt><dd className={few ? 'few' : ''}>{children}</dd><dd className="s">{sub}</dd></div>
}

function Whereabouts({ tp, row, numbers, days }: { tp: Touchpoint; row: TouchpointRow; numbers: Numbers; days: number }) {
  const { t } = useTranslation()
  const f = useFormat()
  const open = useBehind()
  const parts = [
    { kind: 'next', n: row.went, ink: 'var(--brand)' }, { kind: 'other', n: row.elsewhere, ink: 'var(--c6)' },
    { kind: 'left', n: row.left, ink: 'var(--pain)' }, { kind: 'open', n: row.openHere, ink: 'var(--line-strong)' },
  ]
  const title = (kind: string) => t(`map.who.${kind}`, { name: tp.name })
  return (
    <section>
      <h3>{t('map.whereTo', { n: f.num(row.journeys) })} <span className="t3">{t('map.within', { count: days })}</span></h3>
      <div className="cmpb" aria-hidden="true">{parts.filter((p) => p.n > 0).map((p) => <i key={p.kind} style={{ flex: p.n, background: p.ink }} />)}</div>
      <div className="cmpl">
        {parts.map((p) => <span key={p.kind}><i style={{ background: p.ink }} />{t(`map.to.${p.kind}`)} <b><Opens query={numbers.query} figure={{ kind: p.kind, touchpoint: tp.id }} title={title(p.kind)}>{f.num(p.n)}</Opens></b></span>)}
      </div>
      {row.exit.k > 0 && (
        <button type="button" className="btn p wide" onClick={() => open({ query: numbers.query, figure: { kind: 'exit', touchpoint: tp.id }, title: title('exit') })}>
          {t('map.seeLeft', { n: f.num(row.exit.k) })}<Icon name="right" size="s" />
        </button>
      )}
    </section>
  )
}

function Steps({ map, touchpoint: tp, numbers, detail, onOpen }: Props & { detail: TouchpointDetail }) {
  const { t } = useTranslation()
  const f = useFormat()
  const order = (id: string) => map.stages.findIndex((s) => s.id === map.touchpoints.find((x) => x.id === id)?.stage)
  const here = order(tp.id)
  const top = detail.successors.slice(0, 6)
  const most = Math.max(1, ...top.map((s) => s.count))
  const name = (id: string) => map.touchpoints.find((x) => x.id === id)?.name ?? id
  const rest = detail.successors.slice(6)
  return (
    <section>
      <h3>{t('map.nextSteps')} <span className="t3">{t('map.nextStepsUnit')}</span></h3>
      {top.length === 0 && <p className="t2">{t('map.noSteps')}</p>}
      <table className="su"><tbody>
        {top.map((s) => {
          const to = order(s.to)
          return (
            <tr key={s.to}>
              <td title={name(s.to)}><span><span title={t(to > here ? 'map.forward' : to === here ? 'map.sideways' : 'map.backward')}><Icon name={to > here ? 'ar' : to === here ? 'loop' : 'undo'} size="xs" /></span><button type="button" className="open-n" onClick={() => onOpen(s.to)}>{name(s.to)}</button></span></td>
              <td><Bar share={s.count / most} /></td>
              <td className="r b">{numbers ? <Opens query={{ ...numbers.query, question: 'transitions' }} figure={{ kind: 'pair', touchpoint: tp.id, to: s.to }} title={t('map.who.pair', { name: tp.name, to: name(s.to) })}>{f.num(s.count)}</Opens> : f.num(s.count)}</td>
              <td className="r t3">{f.duration(s.medianS)}</td>
            </tr>
          )
        })}
        {rest.length > 0 && <tr><td className="t2">{t('map.otherSteps', { count: rest.length })}</td><td><Bar share={Math.min(1, rest.reduce((n, s) => n + s.count, 0) / most)} tone="grey" /></td><td className="r b">{f.num(rest.reduce((n, s) => n + s.count, 0))}</td><td /></tr>}
      </tbody></table>
    </section>
  )
}

function Weeks({ detail, hot }: { detail: TouchpointDetail; hot: boolean }) {
  const { t } = useTranslation()
  const f = useFormat()
  const marks = detail.trend.map((p) => ({ value: p.exit.value, low: p.exit.low, high: p.exit.high, n: p.exit.n, label: f.dayMonth(p.from), loose: p.open > p.exit.n }))
  const known = marks.filter((m) => m.n > 0 && !m.loose)
  if (known.length < 2) return null
  const label = t('map.weeksLabel', { from: f.pct(known[0]!.value), to: f.pct(known[known.length - 1]!.value), count: marks.length })
  return (
    <section>
      <h3>{t('map.weeks')} <span className="t3">{t('view.band')}</span></h3>
      <Trend marks={marks} label={label} format={(v) => f.pct(v)} pain={hot} />
      {marks.some((m) => m.loose) && <p className="t3 xs">{t('map.weeksLoose')}</p>}
    </section>
  )
}

const fields = ['event', 'channel', 'path', 'source', 'medium', 'campaign', 'device', 'branch'] as const

/** The conditions of a match as small labels: "Sự kiện Payment Started". */
export function MatchTags({ match }: { match: Match }) {
  const { t } = useTranslation()
  const tags = [
    ...fields.filter((k) => match[k]).map((k) => ({ k, label: t(`rule.${k}`), value: k === 'channel' ? t(`channel.${match[k]}`) : match[k]! })),
    ...Object.entries(match.property ?? {}).map(([k, value]) => ({ k, label: k, value })),
  ]
  return <>{tags.map((x) => <span key={x.k} className="tag" title={`${x.label}: ${x.value}`}>{x.label} <b>{x.value}</b></span>)}</>
}

function RuleSection({ tp, onBind, editable }: { tp: Touchpoint; onBind: () => void; editable: boolean }) {
  const { t } = useTranslation()
  return (
    <section>
      <h3>{t('rule.title')}</h3>
      {tp.rule.any.length === 0 ? <p className="t2" style={{ marginBottom: 8 }}>{t('rule.none')}</p> : (
        <ul className="rule">{tp.rule.any.map((m, i) => <li key={i}>{i > 0 && <span className="or">{t('rule.or')}</span>}<MatchTags match={m} /></li>)}</ul>
      )}
      {editable && <button type="button" className="btn o" onClick={onBind}><Icon name="link" size="s" />{t(tp.rule.any.length ? 'rule.edit' : 'map.bind')}</button>}
    </section>
  )
}

/** What people write down about the touchpoint. */
function Words({ tp, act }: { tp: Touchpoint; act?: (a: Action) => void }) {
  const { t } = useTranslation()
  const f = useFormat()
  const [emotion, setEmotion] = useState<number | null>(null)
  const set = (patch: Partial<Touchpoint>) => act?.({ type: 'tp.set', id: tp.id, patch })
  return (
    <section>
      <h3>{t('map.words')}</h3>
      <div className="frm">
        <div className="two-s">
          <Select size="xs" label={t('map.channel')} readOnly={!act} value={tp.channel} allowDeselect={false} searchable data={channels.map((c) => ({ value: c, label: t(`channel.${c}`) }))} onChange={(v) => v && v !== tp.channel && set({ channel: v })} />
          <Select size="xs" label={t('map.ease')} readOnly={!act} value={tp.ease ? String(tp.ease) : null} clearable placeholder="3" data={['1', '2', '3', '4', '5'].map((v) => ({ value: v, label: t(`map.easeOf.${v}`) }))} onChange={(v) => set({ ease: v ? Number(v) : undefined })} />
        </div>
        <div>
          <div className="lbl">{t('map.emotionDesigned')}: <b>{f.signed(emotion ?? tp.emotion, 1)}</b></div>
          <Slider min={-2} max={2} step={0.2} size="sm" label={null} disabled={!act} value={emotion ?? tp.emotion} thumbLabel={t('map.emotionDesigned')} onChange={setEmotion} onChangeEnd={(v) => { setEmotion(null); set({ emotion: Math.round(v * 10) / 10 }) }} marks={[{ value: -2 }, { value: 0 }, { value: 2 }]} />
        </div>
        {(['owner', 'does', 'thinks', 'pain', 'idea'] as const).map((k) => (
          <div key={k}><div className="lbl">{t(`map.lane.${k}`)}</div><EditText label={t(`map.lane.${k}`)} value={tp[k]} readOnly={!act} onSave={(v) => set({ [k]: v })} /></div>
        ))}
      </div>
    </section>
  )
}
