import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Home, WorstTouchpoint } from '@/api/types'
import { useFormat } from '@/i18n'
import { Define } from '@/parts/Define'
import { Bar } from '@/parts/charts'
import { ChannelIcon, Empty } from '@/parts/parts'
import { FEW, difference, told } from '@/stats'
import { Opens } from '@/view/behind'
import { Delta } from '@/view/Delta'
import { judged } from '@/view/judged'
import { question, type View } from '@/view/view'

/** The five touchpoints most worth fixing, why, and every factor of their priority. */
export function Worst({ home, view }: { home: Home; view: View }) {
  const { t } = useTranslation()
  const list = home.breakpoints
  const top = Math.max(1e-9, ...list.map((w) => w.priority.score))
  return (
    <section className="card">
      <div className="hd">
        <h2>{t('home.worst')}</h2>
        <span className="t3 sm hide-m">{t('home.worstHow')}</span>
        <span className="sp" />
        {home.map && (
          <Link className="sm link nw" to="/maps/$id" params={{ id: home.map }}>
            {t('home.seeMap')}
          </Link>
        )}
      </div>
      {list.length === 0 ? (
        <Empty icon="check" title={t('home.noWorst')} />
      ) : (
        <table className="f">
          <thead>
            <tr>
              <th>{t('home.touchpoint')}</th>
              <th>{t('home.why')}</th>
              <th className="r">{t('home.leftHere')}</th>
              <th className="r">{t('home.nextStep')}</th>
              <th className="r">{t('home.factors')}</th>
              <th className="r">{t('home.priority')}</th>
            </tr>
          </thead>
          <tbody>
            {list.map((w) => (
              <Row key={w.touchpoint.id} w={w} map={home.map ?? ''} share={w.priority.score / top} view={view} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

function Row({ w, map, share, view }: { w: WorstTouchpoint; map: string; share: number; view: View }) {
  const { t } = useTranslation()
  const f = useFormat()
  const { touchpoint: row, compare: was, priority: p } = w
  const query = question(view, map, 'touchpoints')
  const j = judged(row)
  const d = view.compare ? difference(j.rate, was && judged(was).rate) : null
  const factor = (label: string, value: string, part: number) => (
    <span>
      <Define what={label}>{value}</Define>
      <Bar share={part} tone="grey" />
    </span>
  )
  const [shareWord = '', weightWord = '', badWord = '', easeWord = ''] = t('home.factors').split(' · ')
  return (
    <tr>
      <td>
        <div className="nm">
          <ChannelIcon channel={w.channel} label />
          <div>
            <b>
              <Link to="/maps/$id" params={{ id: map }} search={{ at: row.id }}>
                {row.name}
              </Link>
            </b>
            <small>{w.stageName}</small>
          </div>
        </div>
      </td>
      <td className="why">
        <Why w={w} />
      </td>
      <td className="r cx nw">
        <b className={'b' + (j.rate.n < FEW ? ' t3' : w.breakpoint ? ' dn' : '')}>
          <Opens
            query={query}
            figure={{ kind: j.kind, touchpoint: row.id }}
            title={t(`map.who.${j.kind}`, { name: row.name })}
          >
            {j.bad ? f.pct(j.rate.value) : t('home.cameBack', { rate: f.pct(j.rate.value) })}
          </Opens>
        </b>
        <div className="xs">{d ? <Delta d={d} bad={j.bad} /> : <span className="t3">n={f.num(j.rate.n)}</span>}</div>
      </td>
      <td className="r cc nw">
        <Opens
          query={query}
          figure={{ kind: 'next', touchpoint: row.id }}
          title={t('map.who.next', { name: row.name })}
        >
          {told(row.next) ? f.pct(row.next.value) : '–'}
        </Opens>
        <div className="xs t3" style={{ marginTop: 1 }}>
          n={f.num(row.next.n)}
        </div>
      </td>
      <td className="fxx">
        <div className="fx">
          {factor(shareWord, f.pct(p.share, 0), p.share)}
          {factor(weightWord, f.num(p.importance, 2), p.importance)}
          {factor(badWord, f.num(p.badness, 2), p.badness)}
          {factor(easeWord, `${p.ease}/5`, p.ease / 5)}
        </div>
      </td>
      <td className="r pri">
        <b>{f.num(share * 100)}</b>
      </td>
    </tr>
  )
}

/** Says why in words, from the numbers alone. */
function Why({ w }: { w: WorstTouchpoint }) {
  const { t } = useTranslation()
  const f = useFormat()
  const { touchpoint: row, compare: was, breakpoint: b } = w
  const j = judged(row)
  const d = j.bad ? difference(row.exit, was?.exit) : null
  const said: string[] = []
  if (d?.sure && d.value > 0 && b?.kind !== 'got-worse')
    said.push(t('home.whyRise', { diff: f.points(d.value).replace('+', ''), from: f.pct(was!.exit.value) }))
  if (b)
    said.push(
      t(`home.${j.bad ? 'whyBreak' : 'whyBack'}.${b.kind}`, {
        diff: f.points(b.rate.value - b.norm.value).replace('+', ''),
        range: f.interval(b.low, b.high),
        count: Math.round(b.extra),
        n: f.num(b.extra),
        money: f.money(b.money),
      }),
    )
  else if (j.bad) said.push(t('home.whyPlain', { count: row.exit.n, n: f.num(row.exit.k), visits: f.num(row.exit.n) }))
  else said.push(t('home.whyPlainBack', { count: row.back.n, n: f.num(row.back.k), journeys: f.num(row.back.n) }))
  return <>{said.join(' ')}</>
}
