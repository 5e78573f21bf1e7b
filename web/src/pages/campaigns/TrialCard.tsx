import { useTranslation } from 'react-i18next'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { Interval, Wide } from '@/parts/plot'
import { useCurrency } from '@/session'
import { useGoalName } from './GoalPart'
import type { Campaign, Lift, Trial } from './types'

/** Whether the message made a difference: what each group bought, and how sure the difference is. */
export function TrialCard({ campaign: c }: { campaign: Campaign }) {
  const { t } = useTranslation()
  if (!c.holdout && !c.b) return null
  return (
    <section className="card camp-res" aria-labelledby="camp-trial">
      <div className="hd">
        <h2 id="camp-trial">{t('campaign.trial.title')}</h2>
      </div>
      {c.trial?.gone ? (
        <p className="quiet camp-b">{t('campaign.trial.gone')}</p>
      ) : c.trial ? (
        <Told of={c.trial} two={!!c.b} goal={c.goal} days={c.goalDays ?? 7} />
      ) : (
        <NotYet days={c.goalDays ?? 7} />
      )}
    </section>
  )
}

function NotYet({ days }: { days: number }) {
  const { t } = useTranslation()
  return <p className="quiet camp-b">{t('campaign.trial.none', { n: days, count: days })}</p>
}

interface Props {
  of: Trial
  /** Two versions went out. */
  two: boolean
  /** What people are to do; a purchase without. */
  goal: Campaign['goal']
}

function Told({ of, two, goal, days }: Props & { days: number }) {
  const { t } = useTranslation()
  const name = useGoalName()
  const f = useFormat()
  const over = Date.parse(of.until) <= Date.now()
  return (
    <>
      <div className="camp-b">
        {of.lifts.map((l) => (
          <LiftLine key={l.group + l.against} of={l} two={two} goal={goal} all={of.lifts} />
        ))}
      </div>
      <Groups of={of} two={two} goal={goal} />
      <p className="ftr">
        <Icon name="info" size="s" />
        {goal
          ? t('campaign.trial.goalOf', { goal: name(goal), n: days })
          : t('campaign.trial.goal', { n: days, count: days })}{' '}
        {!over && t('campaign.trial.open', { at: f.dateTime(of.until) })}
      </p>
    </>
  )
}

/** The name of a group in a table and in a sentence: one version has no letter. */
const nameOf = (group: string, two: boolean) => (group === 'a' && !two ? 'only' : group)

function Groups({ of, two, goal }: Props) {
  const { t } = useTranslation()
  const f = useFormat()
  const currency = useCurrency()
  const columns = goal ? ['people', 'reached', 'rateGoal', 'money'] : ['people', 'buyers', 'rate', 'money']
  return (
    <table className="camps tbl">
      <thead>
        <tr>
          <th scope="col">{t('campaign.trial.group')}</th>
          {columns.map((c) => (
            <th key={c} scope="col" className="n">
              {t(`campaign.trial.${c}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {of.groups.map((g) => (
          <tr key={g.name}>
            <th scope="row">{t(`campaign.trial.name.${nameOf(g.name, two)}`)}</th>
            <td className="n">{f.num(g.people)}</td>
            <td className="n">{f.num(g.reached)}</td>
            <td className="n b">{g.people > 0 ? f.pct(g.reached / g.people) : '–'}</td>
            <td className="n">{f.money(g.value, currency)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface LiftProps {
  of: Lift
  two: boolean
  goal: Campaign['goal']
  /** Drawn to one scale. */
  all: Lift[]
}

/** One difference: in words, drawn, and in money. */
function LiftLine({ of: l, two, goal, all }: LiftProps) {
  const { t } = useTranslation()
  const words = useLiftWords(two, !!goal)(l)
  const tone = l.tooFew || l.verdict === 'unknown' ? '' : l.verdict
  return (
    <div className={'lift ' + tone}>
      <p>
        <b>{words.verdict}</b> {words.how}
      </p>
      {!l.tooFew && (
        <Wide least={220}>{(width) => <Drawn of={l} all={all} width={width} label={t('campaign.trial.drawn')} />}</Wide>
      )}
      {words.money && <p className="t2 sm">{words.money}</p>}
    </div>
  )
}

/** What a difference says: a verdict, the estimate with its bounds, and the money of it. */
function useLiftWords(two: boolean, goal: boolean) {
  const { t } = useTranslation()
  const f = useFormat()
  const currency = useCurrency()
  return ({ group, against, rate, extra, verdict, tooFew }: Lift) => {
    const names = {
      group: t(`campaign.trial.who.${nameOf(group, two)}`),
      against: t(`campaign.trial.whom.${nameOf(against, two)}`),
    }
    if (tooFew)
      return { verdict: t('campaign.trial.unknown'), how: t(`campaign.trial.tooFew${goal ? 'Goal' : ''}`, names) }
    // A loss is said without its minus: "fewer by 1,8".
    const way = verdict === 'hurts' ? -1 : 1
    const points = [rate.low * way, rate.high * way].sort((a, b) => a - b)
    const said = {
      ...names,
      mid: f.num(rate.mid * way, 1),
      low: f.num(points[0]!, 1),
      high: f.num(points[1]!, 1),
    }
    const money = extra && {
      mid: f.money(extra.mid, currency),
      low: f.money(extra.low, currency),
      high: f.money(extra.high, currency),
    }
    const sides = { helps: 'bHelps', hurts: 'bHurts', unknown: 'unknown' } // of two versions
    return {
      verdict: t(`campaign.trial.${against === 'a' ? sides[verdict] : verdict}`),
      how:
        verdict === 'unknown'
          ? t('campaign.trial.unknownHow', { ...said, mid: f.signed(rate.mid, 1) })
          : t(`campaign.trial.${verdict}${goal ? 'Goal' : 'How'}`, said),
      money:
        against !== 'holdout' || verdict === 'unknown'
          ? ''
          : money
            ? t('campaign.trial.extra', money)
            : t('campaign.trial.noMoney'),
    }
  }
}

const edge = 22 // px: half a figure at either end

/** The interval with its zero: beyond it, the difference is more than chance. */
function Drawn({ of: l, all, width, label }: { of: Lift; all: Lift[]; width: number; label: string }) {
  const f = useFormat()
  const far = Math.max(0.1, ...all.filter((x) => !x.tooFew).flatMap((x) => [-x.rate.low, x.rate.high]))
  const x = (v: number) => edge + ((v + far) / (2 * far)) * (width - 2 * edge)
  const ink = { helps: 'var(--brand)', hurts: 'var(--pain)', unknown: 'var(--c6)' }[l.verdict]
  const { low, mid, high } = l.rate
  const words = `${label}: ${f.signed(mid, 1)} (${f.signed(low, 1)} – ${f.signed(high, 1)})`
  return (
    <svg className="chart" width={width} height={40} role="img" aria-label={words}>
      <path d={`M${edge} 12.5H${width - edge}`} stroke="var(--grid)" />
      <path d={`M${x(0)} 2V23`} stroke="var(--line-strong)" strokeWidth="2" />
      <Interval x={x(mid)} y={12.5} low={x(low)} high={x(high)} ink={ink} few={l.verdict === 'unknown'} />
      {[-far, 0, far].map((v) => (
        <text key={v} x={x(v)} y={37} textAnchor="middle" className="t3">
          {v === 0 ? '0' : f.signed(v, 1)}
        </text>
      ))}
    </svg>
  )
}
