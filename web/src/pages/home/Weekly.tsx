import { useElementSize } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import type { Home, WeekPoint } from '@/api/types'
import { useFormat } from '@/i18n'
import { useBehind } from '@/view/behind'
import { question, type View } from '@/view/view'

const H = 120,
  foot = 18,
  top = 16

/** Journeys that started in each of twelve weeks, zero-based; the dark part converted. A click lists them. */
export function Weekly({ home, view }: { home: Home; view: View }) {
  const { t } = useTranslation()
  const { ref, width } = useElementSize()
  const weeks = home.weekly
  if (weeks.length === 0) return null
  return (
    <section className="card weekly">
      <div className="hd">
        <h2>{t('home.weekly')}</h2>
        <span className="t3 sm hide-m">{t('home.weeklyHow')}</span>
      </div>
      <div className="weekly-in">
        <div ref={ref}>{width > 0 && <Bars weeks={weeks} width={width} map={home.map} view={view} />}</div>
      </div>
    </section>
  )
}

function Bars({ weeks, width, map, view }: { weeks: WeekPoint[]; width: number; map?: string; view: View }) {
  const { t } = useTranslation()
  const f = useFormat()
  const open = useBehind()
  const most = Math.max(1, ...weeks.map((w) => w.started))
  const step = width / weeks.length,
    bar = Math.min(46, step * 0.62)
  const h = (v: number) => (v / most) * (H - foot - top)
  const now = Date.now()
  const at = (i: number) => Math.max(18, Math.min(width - 18, (i + 0.5) * step)) // a label's middle, kept inside
  const last = weeks.length - 1
  const every = Math.ceil(44 / step)
  const tip = (w: WeekPoint) =>
    t('home.weekTip', {
      from: f.dayMonth(w.from),
      started: f.num(w.started),
      converted: f.num(w.converted),
      open: f.num(w.open),
    })
  return (
    <svg
      width={width}
      height={H}
      role="group"
      aria-label={t('home.weekLabel', {
        count: weeks.length,
        from: f.num(weeks[0]!.started),
        to: f.num(weeks[last]!.started),
      })}
      style={{ display: 'block' }}
    >
      <path d={`M0 ${H - foot + 0.5}H${width}`} stroke="var(--line)" />
      {weeks.map((w, i) => {
        const x = i * step + (step - bar) / 2,
          partial = Date.parse(w.to) > now
        const list = () =>
          open({
            query: { ...question({ ...view, span: { ...view.span, from: w.from, to: w.to } }, map, 'journeys') },
            figure: { kind: 'started' },
            title: t('map.who.started'),
          })
        return (
          <g
            key={w.from}
            className="wk"
            role="button"
            tabIndex={0}
            aria-label={tip(w)}
            onClick={list}
            onKeyDown={(e) => (e.key === 'Enter' || e.key === ' ') && (e.preventDefault(), list())}
          >
            <title>{tip(w) + (partial ? ` · ${t('home.running')}` : '')}</title>
            <rect x={i * step} y={0} width={step} height={H - foot} fill="transparent" />
            <rect
              x={x}
              y={H - foot - h(w.started)}
              width={bar}
              height={h(w.started)}
              rx="2"
              fill="var(--brand)"
              opacity={partial ? 0.18 : 0.3}
            />
            {partial && (
              <rect
                x={x + 0.5}
                y={H - foot - h(w.started) + 0.5}
                width={bar - 1}
                height={Math.max(0, h(w.started) - 1)}
                rx="2"
                fill="none"
                stroke="var(--brand)"
                strokeDasharray="3 2"
              />
            )}
            <rect
              x={x}
              y={H - foot - h(w.converted)}
              width={bar}
              height={h(w.converted)}
              rx="2"
              fill="var(--brand)"
              opacity={partial ? 0.6 : 1}
            />
            {(last - i) % every === 0 && (
              <text x={at(i)} y={H - foot - h(w.started) - 4} textAnchor="middle" className={i === last ? 'b t1' : ''}>
                {f.num(w.started)}
              </text>
            )}
            {(last - i) % every === 0 && (
              <text x={at(i)} y={H - 3} textAnchor="middle" className="t3">
                {f.dayMonth(w.from)}
              </text>
            )}
          </g>
        )
      })}
    </svg>
  )
}
