import { useTranslation } from 'react-i18next'
import type { LeadRow, LeadsAnswer } from '@/api/types'
import { useFormat } from '@/i18n'
import { cut, Interval, Shape, ticks } from '@/parts/plot'
import { useCurrency } from '@/session'
import { FEW, told } from '@/stats'
import { comparable, days, otherAge } from './row'

interface Props {
  rows: LeadRow[]
  of: LeadsAnswer
  name: (id: string) => string
  width: number
  open: (r: LeadRow) => void
}

/** From this width on the three pictures stand side by side; below it each source has three lines. */
const wide = 640

/** Of each source, on shared axes: how many came, which share bought, against the other sources, what each brings. */
export function LeadsChart(p: Props) {
  return p.width >= wide ? <Beside {...p} /> : <Below {...p} />
}

/** What the axes reach to. */
function scales({ rows, of }: Props) {
  const rates = rows.flatMap((r) =>
    told(r.buyers) ? [r.buyers.n >= FEW ? r.buyers.high : r.buyers.value, r.before?.buyers.value ?? 0] : [],
  )
  const top = Math.min(1, Math.max(0.05, of.fair.value, ...rates))
  return {
    most: Math.max(1, ...rows.map((r) => r.customers)),
    top: Math.max(
      top,
      ticks(top, 3)
        .filter((v) => v <= 1)
        .at(-1)!,
    ),
    steps: ticks(top, 3).filter((v) => v <= 1),
    rich: Math.max(1, ...rows.map((r) => (r.customers >= FEW ? Math.max(r.each.value, r.each.high) : r.each.value))),
  }
}

function useWords(of: LeadsAnswer) {
  const { t } = useTranslation()
  const f = useFormat()
  const currency = useCurrency()
  return {
    t,
    f,
    rate: (r: LeadRow) => (told(r.buyers) ? f.pct(r.buyers.value) : t('lead.early')),
    each: (r: LeadRow) => (r.each.age ? f.money(r.each.value, currency) : '–'),
    tip: (r: LeadRow, name: string) =>
      told(r.buyers)
        ? t('lead.tip', {
            name,
            n: f.num(r.customers),
            rate: f.pct(r.buyers.value),
            days: f.num(r.buyers.age || days(of)),
            range: f.interval(r.buyers.low, r.buyers.high),
          })
        : t('lead.tipFew', { name, n: f.num(r.customers) }),
    /** "After 5 days", where that is not what the picture's head says. */
    after: (r: LeadRow) => {
      const age = otherAge(r.buyers, of.all.buyers)
      return age ? t('lead.after', { count: age }) : ''
    },
  }
}

function Beside(p: Props) {
  const { rows, of, name, width, open } = p
  const { t, f, rate, each, tip, after } = useWords(of)
  const s = scales(p)
  const rowH = 34,
    head = 34,
    names = 150,
    gap = 28
  const third = (width - names - gap * 3) / 3
  const at = (i: number) => names + gap + i * (third + gap)
  // Each picture leaves the room that its longest figure takes.
  const rooms = [
    room(rows.map((r) => f.num(r.customers))),
    room(rows.flatMap((r) => [rate(r), after(r)])),
    room(rows.map(each)),
  ] as const
  const bar = (i: 0 | 2, v: number, top: number) => (Math.min(v, top) / top) * (third - rooms[i])
  const x = (v: number) => at(1) + (Math.min(v, s.top) / s.top) * (third - rooms[1])
  const height = head + rows.length * rowH + 18
  const heads = [t('lead.customers'), t('lead.buyers', { count: days(of) }), t('lead.each')]
  return (
    <svg className="chart" width={width} height={height} role="group" aria-label={t('lead.title')}>
      {heads.map((h, i) => (
        <text key={h} x={at(i)} y={14} className="t2 fs12 b">
          {h}
        </text>
      ))}
      {s.steps.map((v) => (
        <g key={v}>
          <path
            d={`M${x(v) + 0.5} ${head - 8}V${height - 16}`}
            stroke={v === 0 ? 'var(--line-strong)' : 'var(--grid)'}
          />
          <text x={x(v)} y={height - 3} textAnchor={v === 0 ? 'start' : 'middle'} className="t3">
            {f.pct(v, 0)}
          </text>
        </g>
      ))}
      {told(of.fair) && (
        <path d={`M${x(of.fair.value)} ${head - 8}V${height - 16}`} stroke="var(--text-3)" strokeDasharray="3 3" />
      )}
      {[0, 2].map((i) => (
        <path key={i} d={`M${at(i) + 0.5} ${head - 8}V${height - 16}`} stroke="var(--line-strong)" />
      ))}
      {rows.map((r, i) => {
        const y = head + i * rowH,
          mid = y + rowH / 2 - 2
        return (
          <Shape key={r.lead} label={tip(r, name(r.lead))} onOpen={() => open(r)}>
            <rect x={0} y={y - 2} width={width} height={rowH} fill="transparent" />
            <text x={4} y={mid + 4} className="fs12 t1">
              {cut(name(r.lead), names)}
            </text>
            <rect
              x={at(0)}
              y={mid - 6}
              width={Math.max(1, bar(0, r.customers, s.most))}
              height={12}
              rx={2}
              fill="var(--brand)"
              opacity=".55"
            />
            <text x={at(0) + bar(0, r.customers, s.most) + 6} y={mid + 4} className="fs12 t1">
              {f.num(r.customers)}
            </text>
            <Share r={r} x={x} mid={mid} />
            <text
              x={at(1) + third}
              y={mid + (after(r) ? 3 : 4)}
              textAnchor="end"
              className={'fs12 ' + (r.buyers.n < FEW ? 't3' : 't1 b')}
            >
              {rate(r)}
            </text>
            {after(r) && (
              <text x={at(1) + third} y={mid + 16} textAnchor="end" className="t3">
                {after(r)}
              </text>
            )}
            <Each r={r} x0={at(2)} to={(v) => bar(2, v, s.rich)} mid={mid} />
            <text
              x={at(2) + third}
              y={mid + 4}
              textAnchor="end"
              className={'fs12 ' + (r.customers < FEW ? 't3' : 't1')}
            >
              {each(r)}
            </text>
          </Shape>
        )
      })}
    </svg>
  )
}

/** About the width of the longest of some figures, and the space before it. */
const room = (texts: string[]) => 14 + Math.max(...texts.map((t) => t.length)) * 6.8

/** The share of buyers with its interval: coloured where it surely differs from the other sources at the same age. */
function Share({ r, x, mid }: { r: LeadRow; x: (v: number) => number; mid: number }) {
  if (!told(r.buyers)) return null
  const few = !comparable(r)
  const sure = !few && r.against?.sure ? r.against : undefined
  const ink = few ? 'var(--c6)' : sure ? (sure.high < 0 ? 'var(--pain)' : 'var(--good)') : 'var(--brand)'
  return (
    <>
      {r.before && told(r.before.buyers) && r.before.buyers.n > 0 && (
        <path d={`M${x(r.before.buyers.value)} ${mid - 8}V${mid + 8}`} stroke="var(--c6)" strokeWidth="2" />
      )}
      <Interval x={x(r.buyers.value)} y={mid} low={x(r.buyers.low)} high={x(r.buyers.high)} ink={ink} few={few} />
    </>
  )
}

/** What a customer brings, with its interval as a thin line. */
function Each({ r, x0, to, mid }: { r: LeadRow; x0: number; to: (v: number) => number; mid: number }) {
  if (!r.each.age) return null
  return (
    <>
      <rect
        x={x0}
        y={mid - 6}
        width={Math.max(1, to(r.each.value))}
        height={12}
        rx={2}
        fill={r.customers < FEW ? 'var(--c6)' : 'var(--c2)'}
        opacity=".6"
      />
      {r.customers >= FEW && (
        <path d={`M${x0 + to(r.each.low)} ${mid}H${x0 + to(r.each.high)}`} stroke="var(--text-2)" strokeWidth="1.5" />
      )}
    </>
  )
}

function Below(p: Props) {
  const { rows, of, name, width, open } = p
  const { t, f, rate, each, tip, after } = useWords(of)
  const s = scales(p)
  const rowH = 62
  const x = (v: number) => 4 + (Math.min(v, s.top) / s.top) * (width - 12)
  const height = rows.length * rowH + 18
  return (
    <svg className="chart" width={width} height={height} role="group" aria-label={t('lead.title')}>
      {s.steps.map((v) => (
        <g key={v}>
          <path d={`M${x(v) + 0.5} 0V${height - 16}`} stroke={v === 0 ? 'var(--line-strong)' : 'var(--grid)'} />
          <text
            x={x(v)}
            y={height - 3}
            textAnchor={v === 0 ? 'start' : v === s.steps.at(-1) ? 'end' : 'middle'}
            className="t3"
          >
            {f.pct(v, 0)}
          </text>
        </g>
      ))}
      {told(of.fair) && (
        <path d={`M${x(of.fair.value)} 0V${height - 16}`} stroke="var(--text-3)" strokeDasharray="3 3" />
      )}
      {rows.map((r, i) => {
        const y = i * rowH
        return (
          <Shape key={r.lead} label={tip(r, name(r.lead))} onOpen={() => open(r)}>
            <rect x={0} y={y} width={width} height={rowH} fill="transparent" />
            <text x={4} y={y + 16} className="fs12 t1 b halo">
              {cut(name(r.lead), width - 150)}
            </text>
            <text x={width} y={y + 16} textAnchor="end" className={'fs12 halo ' + (r.buyers.n < FEW ? 't3' : 't1 b')}>
              {[rate(r), after(r)].filter(Boolean).join(' ')}
            </text>
            <text x={4} y={y + 32} className="t3 halo">
              {t('lead.groups.count', { n: f.num(r.customers) })}
            </text>
            <text x={width} y={y + 32} textAnchor="end" className="t3 halo">
              {t('lead.each')} {each(r)}
            </text>
            <Share r={r} x={x} mid={y + 46} />
          </Shape>
        )
      })}
    </svg>
  )
}
