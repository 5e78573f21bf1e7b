import { useElementSize } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import type { TimelineTouch } from '@/api/types'
import { useFormat } from '@/i18n'
import { channels } from '@/parts/parts'
import { useCurrency } from '@/session'
import { useNames } from '@/view/names'
import type { Touchpoints } from './Timeline'

const step = 9,
  top = 18,
  foot = 22

interface Dot {
  x: number
  row: number
  touch: TimelineTouch
}

/** Stacks touches that would cover each other: a dot moves up until nothing is within its width. */
export function stack(touches: TimelineTouch[], x: (t: TimelineTouch) => number, rows: number): Dot[] {
  const ends: number[] = [] // per row, the x of its last dot
  return touches.map((touch) => {
    const at = x(touch)
    let row = ends.findIndex((end) => at - end >= step)
    if (row < 0) row = Math.min(ends.length, rows - 1)
    ends[row] = at
    return { x: at, row, touch }
  })
}

/** The touches over time: one dot each in its channel's colour, bought ones filled and labelled. */
export function TouchStrip({
  touches,
  touchpoints,
  complete,
}: {
  touches: TimelineTouch[]
  touchpoints: Touchpoints
  complete: boolean
}) {
  const { t } = useTranslation()
  const f = useFormat()
  const currency = useCurrency()
  const { ref, width } = useElementSize<HTMLDivElement>()
  const list = touches.filter((x) => ['track', 'page', 'screen'].includes(x.type)).reverse()
  if (list.length < 2) return null
  const from = Date.parse(list[0]!.at),
    to = Date.parse(list[list.length - 1]!.at)
  const w = Math.max(260, width),
    left = 8,
    right = 8
  const x = (v: number) => left + ((v - from) / Math.max(1, to - from)) * (w - left - right)
  const dots = stack(list, (touch) => x(Date.parse(touch.at)), 5)
  const rows = 1 + Math.max(...dots.map((d) => d.row))
  const base = top + rows * step
  const middle = from + (to - from) / 2
  return (
    <div ref={ref} className="sp1">
      <svg
        width="100%"
        height={base + foot}
        viewBox={`0 0 ${w} ${base + foot}`}
        role="img"
        aria-label={t('customers.strip', {
          count: list.length,
          n: f.num(list.length),
          from: f.date(from),
          to: f.date(to),
        })}
      >
        <path d={`M${left} ${base - step / 2}H${w - right}`} stroke="var(--line-strong)" />
        {dots.map((d) => (
          <Mark key={d.touch.seq} dot={d} touchpoints={touchpoints} y={base - step / 2 - d.row * step} />
        ))}
        {labels(dots, w).map((d) => (
          <text
            key={d.touch.seq}
            x={d.x}
            y={base - step / 2 - highest(dots, d) * step - 9}
            textAnchor={d.x < 60 ? 'start' : d.x > w - 60 ? 'end' : 'middle'}
            className="b t1 halo"
          >
            {f.money(d.touch.value!, d.touch.currency || currency)}
          </text>
        ))}
        <text x={left} y={base + foot - 8} className="t3">
          {complete ? '' : '… '}
          {f.date(from)}
        </text>
        {w > 420 && (
          <text x={w / 2} y={base + foot - 8} className="t3" textAnchor="middle">
            {f.date(middle)}
          </text>
        )}
        <text x={w - right} y={base + foot - 8} className="t3" textAnchor="end">
          {f.date(to)}
        </text>
      </svg>
    </div>
  )
}

/** The row of the highest dot that a label over d would cover. */
const highest = (dots: Dot[], d: Dot) => Math.max(...dots.filter((o) => Math.abs(o.x - d.x) < 44).map((o) => o.row))

/** The dots with money that leave room for their labels, dearest first. */
function labels(dots: Dot[], w: number): Dot[] {
  const taken: number[] = []
  return dots
    .filter((d) => d.touch.value)
    .sort((a, b) => b.touch.value! - a.touch.value!)
    .filter((d) => {
      if (taken.length >= w / 160 || taken.some((x) => Math.abs(x - d.x) < 96)) return false
      taken.push(d.x)
      return true
    })
}

function Mark({ dot: { x, touch }, touchpoints, y }: { dot: Dot; touchpoints: Touchpoints; y: number }) {
  const f = useFormat()
  const known = (channels as readonly string[]).includes(touch.channel) ? touch.channel : 'other'
  const ink = touch.excluded ? 'var(--line-strong)' : `var(--ch-${known}, var(--ch-other))`
  const names = useNames()
  const point = touchpoints.get(touch.touchpoint ?? '')
  const full = !!touch.value || point?.goal
  return (
    <circle
      cx={x}
      cy={y}
      r={full ? 4.5 : 3.5}
      fill={full ? ink : 'var(--surface)'}
      stroke={full ? 'var(--surface)' : ink}
      strokeWidth={full ? 1 : 2}
    >
      <title>{`${f.dateTime(touch.at)} · ${point?.name ?? names.event(touch.name ?? '')}`}</title>
    </circle>
  )
}
