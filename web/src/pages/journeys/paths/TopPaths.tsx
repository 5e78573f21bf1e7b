import { useState, type CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import type { Path, PathsAnswer, Query } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { ChannelIcon } from '@/parts/parts'
import { useBehind } from '@/view/behind'
import { Frame } from '../Frame'
import { useJourneys } from '../useJourneys'
import type { Asked } from '../useQuestion'

const figure = (p: Path) => ({ kind: 'path', steps: p.steps, outcome: p.outcome, more: p.more })

function useOpenPath(query: Query) {
  const { t } = useTranslation()
  const open = useBehind()
  const { place, outcomeWord } = useJourneys()
  return (p: Path) =>
    open({
      query,
      figure: figure(p),
      title: t('journeys.paths.whoPath', {
        path: p.steps.map((s) => place(s).name).join(' → '),
        outcome: outcomeWord(p.outcome),
      }),
    })
}

/** The ways to the goal taken most, small, for a corner of the flow. */
export function BestPaths({
  paths,
  query,
  style,
  rows,
}: {
  paths: PathsAnswer
  query: Query
  style: CSSProperties
  rows: number
}) {
  const { t } = useTranslation()
  const f = useFormat()
  const { place, map } = useJourneys()
  const open = useOpenPath(query)
  const best = paths.top.filter((p) => p.outcome === 'converted').slice(0, rows)
  if (best.length < 3 || !map) return null
  return (
    <section className="top5" style={style} aria-label={t('journeys.paths.best')}>
      <h3>{t('journeys.paths.best')}</h3>
      <ol>
        {best.map((p) => (
          <li key={p.steps.join('\n')}>
            <button type="button" onClick={() => open(p)} title={p.steps.map((s) => place(s).name).join(' → ')}>
              <span className="row icons">
                {p.steps.slice(0, 4).map((s, i) => (
                  <span key={i} className="row">
                    {i > 0 && <Icon name="right" size="xs" />}
                    <ChannelIcon channel={place(s).channel ?? 'other'} />
                  </span>
                ))}
                {p.more && <span className="t3">…</span>}
              </span>
              <span className="l">
                <span>
                  {t(p.steps.length > 1 ? 'journeys.paths.via' : 'journeys.paths.straight', {
                    name: place(p.steps[Math.min(1, p.steps.length - 1)]!).name,
                  })}
                </span>
                <small>{t('journeys.paths.median', { time: f.duration(p.time.median) })}</small>
              </span>
              <b className="b">{f.num(p.journeys)}</b>
            </button>
          </li>
        ))}
      </ol>
    </section>
  )
}

/** The most frequent ways by name, with how they ended and how long they took. */
export function TopPaths({ asked, show }: { asked: Asked; show: (p: Path | null) => void }) {
  const { t } = useTranslation()
  const f = useFormat()
  const { place, outcomeWord } = useJourneys()
  const [all, setAll] = useState(false)
  return (
    <Frame
      title={t('journeys.paths.most')}
      hint={
        asked.answer?.paths &&
        t('journeys.paths.distinct', { count: asked.answer.paths.distinct, n: f.num(asked.answer.paths.distinct) })
      }
      asked={asked}
      n={(a) => a.paths?.journeys ?? 0}
      file="duong-nhieu-nhat"
      parts={false}
      height={200}
      table={(a) => [
        [
          t('journeys.paths.path'),
          t('journeys.paths.outcome'),
          t('journeys.paths.journeys'),
          t('common.customers'),
          t('journeys.paths.share'),
          t('journeys.paths.medianS'),
        ],
        ...a.paths!.top.map((p) => [
          p.steps.map((s) => place(s).name).join(' → ') + (p.more ? ' → …' : ''),
          outcomeWord(p.outcome),
          p.journeys,
          p.customers,
          p.journeys / a.paths!.journeys,
          p.time.median,
        ]),
      ]}
    >
      {(a, query) => {
        const { top, others, journeys } = a.paths!
        const list = all ? top : top.slice(0, 10)
        const most = Math.max(1, ...top.map((p) => p.journeys))
        return (
          <>
            <ol className="most" onPointerLeave={() => show(null)}>
              {list.map((p) => (
                <PathRow
                  key={p.steps.join('\n') + p.outcome + p.more}
                  p={p}
                  query={query}
                  total={journeys}
                  most={most}
                  show={show}
                />
              ))}
            </ol>
            <p className="most-f t3 sm">
              {top.length > 10 && (
                <button type="button" className="link" onClick={() => setAll(!all)}>
                  {all ? t('journeys.paths.fewer') : t('journeys.paths.all', { count: top.length })}
                </button>
              )}
              {others > 0 && (
                <span>
                  {t('journeys.paths.otherWays', { count: others, n: f.num(others), share: f.pct(others / journeys) })}
                </span>
              )}
            </p>
          </>
        )
      }}
    </Frame>
  )
}

function PathRow({
  p,
  query,
  total,
  most,
  show,
}: {
  p: Path
  query: Query
  total: number
  most: number
  show: (p: Path | null) => void
}) {
  const { t } = useTranslation()
  const f = useFormat()
  const { place, map, goals, outcomeWord } = useJourneys()
  const open = useOpenPath(query)
  const tone = p.outcome === 'lost' && goals.length === 0 ? 'open' : p.outcome
  return (
    <li>
      <button
        type="button"
        onClick={() => open(p)}
        onPointerEnter={() => show(p)}
        onFocus={() => show(p)}
        onBlur={() => show(null)}
      >
        <span className="way">
          {p.steps.map((s, i) => (
            <span key={i} className="way-s">
              {i > 0 && <Icon name="right" size="xs" />}
              {map && <ChannelIcon channel={place(s).channel ?? 'other'} />}
              <span>{place(s).name}</span>
            </span>
          ))}
          {p.more && (
            <span className="way-s t3">
              <Icon name="right" size="xs" />
              {t('journeys.paths.more')}
            </span>
          )}
          <span className={'out ' + tone}>
            <Icon name="right" size="xs" />
            {outcomeWord(p.outcome)}
          </span>
        </span>
        <span className="way-t t3 xs">
          {p.steps.length > 1 && p.time.n > 0 ? t('journeys.paths.median', { time: f.duration(p.time.median) }) : ''}
        </span>
        <span className="way-n">
          <b className="b">{f.num(p.journeys)}</b>
          <small className="t3">{f.pct(p.journeys / total)}</small>
          <i>
            <u className={tone} style={{ width: `${(p.journeys / most) * 100}%` }} />
          </i>
        </span>
      </button>
    </li>
  )
}
