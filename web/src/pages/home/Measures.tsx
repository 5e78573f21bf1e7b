import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Home, Rate } from '@/api/types'
import { useFormat } from '@/i18n'
import { Define } from '@/parts/Define'
import { Whisker } from '@/parts/charts'
import { useCountUp } from '@/parts/useCountUp'
import { useCurrency } from '@/session'
import { countsDiffer, difference, FEW, told, wayless } from '@/stats'
import { Opens } from '@/view/behind'
import { CountDelta, Delta } from '@/view/Delta'
import { question, type View } from '@/view/view'

/** The main measures with their intervals; the grey tick is the period before. */
export function Measures({ home, view }: { home: Home; view: View }) {
  const { t } = useTranslation()
  const f = useFormat()
  const currency = useCurrency()
  const { journeys: j } = home
  const b = view.compare ? home.compare : undefined
  const query = question(view, home.map, 'journeys')
  const started = useCountUp(j.started)
  const blind = wayless(j)
  // A count's own doubt, Poisson.
  const doubt = (n: number) => 1.96 * Math.sqrt(Math.max(1, n))
  return (
    <section className="card ks" aria-label={t('home.measures')}>
      <Measure
        name={t('home.started')}
        what={t('home.what.started')}
        delta={<CountDelta now={j.started} before={b?.started} />}
        foot={b ? t('home.against', { n: f.num(b.started) }) : t('home.openLeftOut', { n: f.num(j.open) })}
        whisker={
          b && (
            <Whisker
              value={j.started}
              low={j.started - doubt(j.started)}
              high={j.started + doubt(j.started)}
              before={b.started}
              bad={b.started > j.started && countsDiffer(j.started, b.started)}
            />
          )
        }
      >
        <Opens query={query} figure={{ kind: 'started' }} title={t('map.who.started')}>
          {f.num(started)}
        </Opens>
      </Measure>
      <RateMeasure
        name={t('home.conversion')}
        what={t('home.what.conversion')}
        rate={j.conversion}
        unknown={blind ? t('home.noWay') : undefined}
        before={b?.conversion}
        foot={(range, n) =>
          [
            t('home.ofJourneys', { range, count: j.conversion.n, n }),
            j.conversion.age ? t('figures.atAge', { count: j.conversion.age }) : '',
          ]
            .filter(Boolean)
            .join(', ')
        }
        show={(v) => (
          <Opens query={query} figure={{ kind: 'converted' }} title={t('map.who.converted')}>
            {v}
          </Opens>
        )}
      />
      <RateMeasure
        name={t('home.repeat')}
        what={t('home.what.repeat')}
        rate={j.repeat}
        before={b?.repeat}
        foot={(range, n) => t('home.ofBuyers', { range, n })}
        show={(v) => (
          <Opens query={query} figure={{ kind: 'repeat' }} title={t('map.who.repeat')}>
            {v}
          </Opens>
        )}
      />
      <Measure
        name={t('home.value')}
        what={t('home.what.value')}
        delta={<CountDelta now={j.value} before={b?.value} neutral />}
        foot={b ? t('home.against', { n: f.money(b.value, currency) }) : ' '}
        whisker={b && b.value > 0 && <Whisker value={j.value} low={j.value} high={j.value} before={b.value} />}
      >
        <span className={f.money(j.value, currency).length > 10 ? 'long' : ''}>
          {j.value !== 0 ? (
            <Opens query={query} figure={{ kind: 'goal' }} title={t('map.who.goal')}>
              {f.money(j.value, currency)}
            </Opens>
          ) : (
            '–'
          )}
        </span>
      </Measure>
      <Measure
        name={t('home.timeToGoal')}
        what={t('home.what.timeToGoal')}
        few={blind || j.timeToGoal.n < FEW}
        foot={
          blind
            ? t('home.noWay')
            : j.timeToGoal.n
              ? t('home.p90', { v: f.brief(j.timeToGoal.p90), n: f.num(j.timeToGoal.n) })
              : t('home.none')
        }
        whisker={
          b &&
          !blind &&
          b.timeToGoal.n > 0 &&
          j.timeToGoal.n > 0 && (
            <Whisker
              value={j.timeToGoal.median}
              low={j.timeToGoal.median}
              high={j.timeToGoal.median}
              before={b.timeToGoal.median}
            />
          )
        }
      >
        {j.timeToGoal.n && !blind ? (
          <Opens query={query} figure={{ kind: 'converted' }} title={t('map.who.converted')}>
            {f.brief(j.timeToGoal.median)}
          </Opens>
        ) : (
          '–'
        )}
      </Measure>
      <Measure name={t('home.csat')} what={t('home.notSurveyedWhy')} few foot={t('home.notSurveyedWhy')}>
        <span className="unsur">{t('home.notSurveyed')}</span>
      </Measure>
    </section>
  )
}

function Measure({
  name,
  what,
  delta,
  whisker,
  foot,
  few,
  children,
}: {
  name: string
  /** What it counts, in a sentence. */
  what: string
  delta?: ReactNode
  whisker?: ReactNode
  foot: string
  few?: boolean
  children: ReactNode
}) {
  return (
    <div className={'k' + (few ? ' few' : '')}>
      <h2>
        <Define what={what}>{name}</Define>
        {delta}
      </h2>
      <b>{children}</b>
      {whisker || (
        <svg className="wh" viewBox="0 0 140 16" preserveAspectRatio="xMinYMid meet" aria-hidden="true">
          <path d="M0 8H140" stroke="var(--line)" />
        </svg>
      )}
      <small title={foot}>{foot}</small>
    </div>
  )
}

function RateMeasure({
  name,
  what,
  rate,
  unknown,
  before,
  foot,
  show,
}: {
  name: string
  what: string
  rate: Rate
  /** Why nothing can be said. */
  unknown?: string
  before?: Rate
  foot: (range: string, n: string) => string
  show: (v: string) => ReactNode
}) {
  const { t } = useTranslation()
  const f = useFormat()
  if (unknown || !told(rate))
    return (
      <Measure name={name} what={what} few foot={unknown ?? t(rate.n ? 'home.tooEarly' : 'home.none')}>
        –
      </Measure>
    )
  const d = difference(rate, before)
  return (
    <Measure
      name={name}
      what={what}
      few={rate.n < FEW}
      delta={d && <Delta d={d} />}
      foot={foot(f.interval(rate.low, rate.high), f.num(rate.n))}
      whisker={
        <Whisker
          value={rate.value}
          low={rate.low}
          high={rate.high}
          before={before && before.n > 0 ? before.value : undefined}
          bad={!!d?.sure && d.value < 0}
        />
      }
    >
      {show(f.pct(rate.value))}
    </Measure>
  )
}
