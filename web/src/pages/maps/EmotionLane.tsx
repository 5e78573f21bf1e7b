import { useElementSize } from '@mantine/hooks'
import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { JourneyMap, Touchpoint } from '@/api/types'
import { useFormat } from '@/i18n'
import { inStage, type Action } from './edit/actions'

const H = 116,
  MID = 58,
  UNIT = 24
const y = (v: number) => MID - UNIT * v
const clamp = (v: number) => Math.max(-2, Math.min(2, Math.round(v * 10) / 10))

interface Spot {
  tp: Touchpoint
  x: number
  v: number
}

/** Where each touchpoint stands along the lane: its stage's column, evenly. */
function spots(map: JourneyMap, width: number, draft: { id: string; v: number } | null): Spot[] {
  const w = width / map.stages.length
  return map.stages.flatMap((s, i) => {
    const mates = inStage(map, s.id)
    return mates.map((tp, k) => ({
      tp,
      x: i * w + ((k + 0.5) * w) / mates.length,
      v: draft?.id === tp.id ? draft.v : tp.emotion,
    }))
  })
}

const curve = (p: Spot[]) =>
  p
    .map((s, i) => {
      if (i === 0) return `M${s.x.toFixed(1)} ${y(s.v).toFixed(1)}`
      const a = p[i - 1]!,
        bend = (s.x - a.x) * 0.42
      return `C${(a.x + bend).toFixed(1)} ${y(a.v).toFixed(1)} ${(s.x - bend).toFixed(1)} ${y(s.v).toFixed(1)} ${s.x.toFixed(1)} ${y(s.v).toFixed(1)}`
    })
    .join('')

/** The curve of feeling as designed, one point a touchpoint. No survey measures it yet, so no measured line is drawn. */
export function EmotionLane({
  map,
  selected,
  act,
  onSelect,
}: {
  map: JourneyMap
  selected?: string
  act?: (a: Action) => void
  onSelect: (id: string) => void
}) {
  const { t } = useTranslation()
  const f = useFormat()
  const { ref, width } = useElementSize()
  const [draft, setDraft] = useState<{ id: string; v: number } | null>(null)
  const points = spots(map, width, draft)
  const peak = points.reduce<Spot | null>((m, s) => (s.v > 0 && (!m || s.v > m.v) ? s : m), null)
  const valley = points.reduce<Spot | null>((m, s) => (s.v < 0 && (!m || s.v < m.v) ? s : m), null)
  const drag = useDragPoint(setDraft, (id, v) => act?.({ type: 'tp.set', id, patch: { emotion: v } }))
  const nudge = (s: Spot) => (e: KeyboardEvent) => {
    const by = { ArrowUp: 0.2, ArrowDown: -0.2 }[e.key]
    if (e.key === 'Enter') onSelect(s.tp.id)
    if (!by || !act) return
    e.preventDefault()
    e.stopPropagation()
    act({ type: 'tp.set', id: s.tp.id, patch: { emotion: clamp(s.v + by) } })
  }
  const words = t('map.emotionLine', {
    count: points.length,
    peak: peak ? `${f.signed(peak.v, 1)} ${peak.tp.name}` : '–',
    valley: valley ? `${f.signed(valley.v, 1)} ${valley.tp.name}` : '–',
  })
  return (
    <div className="ew" ref={ref} onPointerMove={drag.move} onPointerUp={drag.end} onPointerCancel={drag.cancel}>
      {width > 0 && (
        <svg width={width} height={H} role={act ? 'group' : 'img'} aria-label={words}>
          {[2, 1, 0, -1, -2].map((v) => (
            <path key={v} d={`M0 ${y(v)}H${width}`} stroke={v === 0 ? 'var(--line-strong)' : 'var(--grid)'} />
          ))}
          {map.stages.slice(1).map((s, i) => (
            <path key={s.id} d={`M${((i + 1) * width) / map.stages.length} 0V${H}`} stroke="var(--line)" />
          ))}
          {points
            .filter((s) => s.tp.id === selected)
            .map((s) => (
              <rect key={s.tp.id} x={s.x - 19.5} y={0} width={39} height={H} fill="var(--brand-tint)" opacity=".65" />
            ))}
          <text x="4" y="20" className="t3">
            +2
          </text>
          <text x="4" y="55" className="t3">
            0
          </text>
          <text x="4" y="103" className="t3">
            −2
          </text>
          <path d={curve(points)} fill="none" stroke="var(--c6)" strokeWidth="1.5" strokeDasharray="4 3" />
          {points.map((s) => (
            <g
              key={s.tp.id}
              className={act ? 'grabp' : undefined}
              onPointerDown={act ? drag.start(s) : undefined}
              onClick={() => onSelect(s.tp.id)}
              {...(act
                ? {
                    tabIndex: -1,
                    role: 'slider',
                    'aria-label': t('map.emotionOf', { name: s.tp.name }),
                    'aria-valuemin': -2,
                    'aria-valuemax': 2,
                    'aria-valuenow': s.v,
                    'aria-valuetext': f.signed(s.v, 1),
                    onKeyDown: nudge(s),
                  }
                : {})}
            >
              <title>{`${s.tp.name}: ${f.signed(s.v, 1)} · ${t('map.unmeasured')}`}</title>
              <circle className="hit" cx={s.x} cy={y(s.v)} r="11" fill="transparent" />
              <circle
                className="pt"
                cx={s.x}
                cy={y(s.v)}
                r={s === peak || s === valley ? 4 : 3}
                fill={s === peak ? 'var(--emo-p2)' : s === valley ? 'var(--pain)' : 'var(--surface)'}
                stroke={s === peak ? 'var(--emo-p2)' : s === valley ? 'var(--pain)' : 'var(--c6)'}
                strokeWidth="1.5"
              />
            </g>
          ))}
          {peak && (
            <Label
              s={peak}
              width={width}
              above={peak.v < 1.4}
              ink="var(--emo-p2-ink)"
              text={`${t('map.peak')} ${f.signed(peak.v, 1)} · ${peak.tp.name}`}
            />
          )}
          {valley && (
            <Label
              s={valley}
              width={width}
              above={false}
              ink="var(--pain-text)"
              text={`${t('map.valley')} ${f.signed(valley.v, 1)} · ${valley.tp.name}`}
            />
          )}
          {draft &&
            points
              .filter((s) => s.tp.id === draft.id && s !== peak && s !== valley)
              .map((s) => (
                <text key="d" x={s.x} y={y(s.v) - 9} textAnchor="middle" className="b t1 halo">
                  {f.signed(s.v, 1)}
                </text>
              ))}
        </svg>
      )}
    </div>
  )
}

function Label({ s, width, above, ink, text }: { s: Spot; width: number; above: boolean; ink: string; text: string }) {
  const right = s.x > width - 190
  const cy = y(s.v)
  return (
    <text
      x={s.x + (right ? -9 : 9)}
      y={above ? cy - 8 : s.v > 0 ? cy + 4 : Math.min(H - 4, cy + 15)}
      textAnchor={right ? 'end' : 'start'}
      className="b halo"
      style={{ fill: ink }}
    >
      {text}
    </text>
  )
}

/** Dragging a point up and down; a press without movement stays a click. */
function useDragPoint(draft: (d: { id: string; v: number } | null) => void, done: (id: string, v: number) => void) {
  const held = useRef<{ id: string; from: number; at: number; v: number; moved: boolean } | null>(null)
  return {
    start: (s: Spot) => (e: PointerEvent) => {
      held.current = { id: s.tp.id, from: s.v, at: e.clientY, v: s.v, moved: false }
    },
    move: (e: PointerEvent) => {
      const h = held.current
      if (!h || (!h.moved && Math.abs(e.clientY - h.at) < 3)) return
      h.moved = true
      h.v = clamp(h.from + (h.at - e.clientY) / UNIT)
      draft({ id: h.id, v: h.v })
    },
    end: () => {
      const h = held.current
      if (h?.moved && h.v !== h.from) done(h.id, h.v)
      held.current = null
      draft(null)
    },
    cancel: () => {
      held.current = null
      draft(null)
    },
  }
}

/** What the lines of the lane mean; stands in the label column. */
export function EmotionKey() {
  const { t } = useTranslation()
  return (
    <>
      {t('map.lane.emotion')}
      <span className="lg">
        <svg width="14" height="4" aria-hidden="true">
          <path d="M0 2h14" stroke="var(--c6)" strokeWidth="1.5" strokeDasharray="4 3" />
        </svg>
        {t('map.designed')}
      </span>
      <span className="lg" title={t('map.unmeasuredWhy')}>
        <svg width="14" height="6" aria-hidden="true">
          <circle cx="7" cy="3" r="2.5" fill="none" stroke="var(--c6)" />
        </svg>
        {t('map.unmeasured')}
      </span>
    </>
  )
}
