import { useTranslation } from 'react-i18next'
import type { AttributionAnswer, CreditRow } from '@/api/types'
import { useFormat } from '@/i18n'
import { apart, cut, line, Shape, ticks } from '@/parts/plot'
import { models, share, type Model } from './models'

/** A credited value as it is drawn. */
export interface Credited {
  row: CreditRow
  name: string
  ink: string
}

interface Props {
  of: Credited[]
  answer: AttributionAnswer
  model: Model
  width: number
  choose: (m: Model) => void
  open: (r: Credited) => void
}

/** Seven models side by side: a line a channel, so that where they disagree is seen. */
export function ModelsChart(p: Props) {
  return p.width < 640 ? <Ranges {...p} /> : <Slopes {...p} />
}

const most = (p: Props) =>
  Math.max(0.01, ...p.of.flatMap((c) => models.map((m) => share(c.row, m, p.answer.conversions))))

function Slopes(p: Props) {
  const { t } = useTranslation()
  const f = useFormat()
  const { of, answer, model, width, choose, open } = p
  const left = 48,
    right = 176,
    top = 46,
    H = Math.max(260, of.length * 30),
    bottom = top + H
  const rows = ticks(most(p), 4),
    far = rows.at(-1)!
  const step = (width - left - right) / models.length
  const x = (i: number) => left + (i + 0.5) * step
  const y = (v: number) => bottom - (v / far) * H
  const at = (c: Credited, m: Model) => share(c.row, m, answer.conversions)
  const last = models.at(-1)!
  const labels = apart(
    of.map((c) => y(at(c, last))),
    17,
    top,
    bottom,
  )
  const chosen = models.indexOf(model)
  // A share is written over its point where no other point stands in the way; the table has them all.
  const free = (c: Credited) =>
    of.every((o) => o === c || y(at(o, model)) > y(at(c, model)) + 4 || y(at(o, model)) < y(at(c, model)) - 22)
  return (
    <svg
      className="chart"
      width={width}
      height={bottom + 10}
      role="group"
      aria-label={t('attribution.label', { count: of.length })}
    >
      <rect x={x(chosen) - step / 2 + 2} y={0} width={step - 4} height={bottom + 6} rx="6" fill="var(--brand-tint)" />
      {rows.map((v) => (
        <g key={v}>
          <path d={`M${left} ${y(v) + 0.5}H${width - right}`} stroke={v === 0 ? 'var(--line-strong)' : 'var(--grid)'} />
          <text x={left - 8} y={y(v) + 4} textAnchor="end" className="t3">
            {f.pct(v, far < 0.1 ? 1 : 0)}
          </text>
        </g>
      ))}
      {models.map((m, i) => (
        <Shape
          key={m}
          className="colhead"
          pressed={m === model}
          label={`${t(`attribution.model.${m}`)}: ${t(`attribution.modelHow.${m}`)}`}
          onOpen={() => choose(m)}
        >
          <rect
            x={x(i) - step / 2 + 2}
            y={0}
            width={step - 4}
            height={top - 6}
            rx="6"
            fill="transparent"
            className="back"
          />
          <text x={x(i)} y={17} textAnchor="middle" className={'fs12 ' + (m === model ? 'brand-t b' : 't1')}>
            {cut(t(`attribution.model.${m}`), step)}
          </text>
          <text x={x(i)} y={31} textAnchor="middle" className="t3">
            {step > 84 ? cut(t(`attribution.modelWhere.${m}`), step, 11) : ''}
          </text>
        </Shape>
      ))}
      {of.map((c) => (
        <g key={c.row.value} className="strand">
          <path
            d={line(models.map((m, i): [number, number] => [x(i), y(at(c, m))]))}
            fill="none"
            stroke={c.ink}
            strokeWidth="2"
            strokeLinejoin="round"
          />
          {models.map((m, i) => (
            <Shape
              key={m}
              label={t('attribution.tip', {
                name: c.name,
                model: t(`attribution.model.${m}`),
                count: c.row.credits[m].conversions,
                n: f.num(c.row.credits[m].conversions, 1),
                share: f.pct(at(c, m)),
              })}
              onOpen={() => open(c)}
            >
              <circle cx={x(i)} cy={y(at(c, m))} r="11" fill="transparent" />
              <circle
                cx={x(i)}
                cy={y(at(c, m))}
                r={m === model ? 5 : 3.5}
                fill={c.ink}
                stroke="var(--surface)"
                strokeWidth="1.500"
              />
            </Shape>
          ))}
        </g>
      ))}
      {of.filter(free).map((c) => (
        <text key={c.row.value} x={x(chosen)} y={y(at(c, model)) - 10} textAnchor="middle" className="halo b t1">
          {f.pct(at(c, model))}
        </text>
      ))}
      {of.map((c, i) => (
        <g key={c.row.value}>
          <path
            d={`M${x(models.length - 1) + 6} ${y(at(c, last))}L${width - right + 4} ${labels[i]}`}
            stroke={c.ink}
            opacity=".5"
            fill="none"
          />
          <text x={width - right + 8} y={labels[i]! + 4} className="fs12">
            <tspan className="t1 b">{cut(c.name, right - 66)}</tspan>
            <tspan dx="6" className="t3">
              {f.pct(at(c, last))}
            </tspan>
            <title>{c.name}</title>
          </text>
        </g>
      ))}
    </svg>
  )
}

/** Narrow: a row a channel, from the model that gives least to the one that gives most; the chosen one is the large point. */
function Ranges(p: Props) {
  const { t } = useTranslation()
  const f = useFormat()
  const { of, answer, model, width, open } = p
  const rowH = 42,
    far = ticks(most(p), 3).at(-1)!
  const x = (v: number) => 6 + (v / far) * (width - 16)
  const at = (c: Credited, m: Model) => share(c.row, m, answer.conversions)
  return (
    <svg
      className="chart"
      width={width}
      height={of.length * rowH + 18}
      role="group"
      aria-label={t('attribution.label', { count: of.length })}
    >
      {ticks(most(p), 3).map((v, i) => (
        <g key={v}>
          <path d={`M${x(v) + 0.5} 0V${of.length * rowH}`} stroke={v === 0 ? 'var(--line-strong)' : 'var(--grid)'} />
          <text
            x={x(v)}
            y={of.length * rowH + 14}
            textAnchor={i === 0 ? 'start' : v === far ? 'end' : 'middle'}
            className="t3"
          >
            {f.pct(v, 0)}
          </text>
        </g>
      ))}
      {of.map((c, i) => {
        const all = models.map((m) => at(c, m)),
          y = i * rowH
        return (
          <Shape
            key={c.row.value}
            label={t('attribution.tip', {
              name: c.name,
              model: t(`attribution.model.${model}`),
              count: c.row.credits[model].conversions,
              n: f.num(c.row.credits[model].conversions, 1),
              share: f.pct(at(c, model)),
            })}
            onOpen={() => open(c)}
          >
            <rect x={0} y={y} width={width} height={rowH} fill="transparent" />
            <text x={8} y={y + 15} className="fs12 t1 halo">
              {cut(c.name, width - 130)}
            </text>
            <text x={width} y={y + 15} textAnchor="end" className="fs12 halo">
              <tspan className="t1 b">{f.pct(at(c, model))}</tspan>
              <tspan dx="6" className="t3">
                {f.interval(Math.min(...all), Math.max(...all), 0)}
              </tspan>
            </text>
            <path
              d={`M${x(Math.min(...all))} ${y + 28}H${x(Math.max(...all))}`}
              stroke={c.ink}
              strokeWidth="3"
              opacity=".35"
              strokeLinecap="round"
            />
            {models.map((m) => (
              <circle
                key={m}
                cx={x(at(c, m))}
                cy={y + 28}
                r={m === model ? 6 : 3}
                fill={m === model ? c.ink : 'var(--surface)'}
                stroke={c.ink}
                strokeWidth="1.500"
              />
            ))}
          </Shape>
        )
      })}
    </svg>
  )
}
