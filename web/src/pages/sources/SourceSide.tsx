import { Switch } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useMutation, useQueryClient, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { SourceInfo } from '@/api/types'
import { useFormat } from '@/i18n'
import { Bar } from '@/parts/charts'
import { Confirm } from '@/parts/Confirm'
import { Icon } from '@/parts/Icon'
import { useMay } from '@/session'
import { CopyButton } from './Code'
import { keyQuery, sourcesQuery, useReason } from './data'
import { OrdersLost } from './Plugins'
import { useChange } from './SourcePage'

const hour = 3_600_000

/** Accepted touches by hour over the last day, zero-based, the running hour lighter. */
export function VolumeCard({ source }: { source: SourceInfo }) {
  const { t } = useTranslation()
  const f = useFormat()
  const { ref, width } = useElementSize<HTMLDivElement>()
  const n = source.volumes.length
  const hi = Math.max(1, ...source.volumes)
  const w = Math.max(200, width),
    h = 84,
    base = h - 18,
    top = 14,
    gap = 2
  const bar = (w - gap * (n - 1)) / n
  const running = Math.floor(Date.now() / hour) * hour
  const at = (i: number) => running - (n - 1 - i) * hour
  const peak = source.volumes.indexOf(hi)
  return (
    <section className="card" aria-labelledby="volume">
      <div className="hd">
        <h2 id="volume">{t('sources.volume')}</h2>
        <span className="t3 sm">{t('sources.hours24')}</span>
      </div>
      <dl className="nums">
        <div>
          <dt>{t('sources.col.accepted')}</dt>
          <dd>{f.num(source.accepted24h)}</dd>
        </div>
        <div>
          <dt>{t('sources.col.refused')}</dt>
          <dd className={source.health === 'refusing' ? 'dn' : undefined}>{f.num(source.refused24h)}</dd>
        </div>
      </dl>
      <div ref={ref} className="chart">
        {source.accepted24h === 0 ? (
          <p className="quiet in">{t('sources.noVolume')}</p>
        ) : (
          <svg
            width="100%"
            height={h}
            viewBox={`0 0 ${w} ${h}`}
            role="img"
            aria-label={t('sources.spark', { n: f.num(source.accepted24h), count: source.accepted24h })}
          >
            <path d={`M0 ${base + 0.5}H${w}`} stroke="var(--line-strong)" />
            {source.volumes.map((v, i) => {
              const height = (v / hi) * (base - top)
              return (
                <rect
                  key={i}
                  x={i * (bar + gap)}
                  y={base - height}
                  width={bar}
                  height={height}
                  fill="var(--c1)"
                  opacity={i === n - 1 ? 0.5 : 1}
                >
                  <title>{`${f.time(at(i))}: ${f.num(v)}`}</title>
                </rect>
              )
            })}
            {hi > 1 && (
              <text
                x={Math.min(w - 20, Math.max(14, peak * (bar + gap) + bar / 2))}
                y={10}
                textAnchor="middle"
                className="b t1"
              >
                {f.num(hi)}
              </text>
            )}
            <text x="0" y={h - 4} className="t3">
              {f.time(at(0))}
            </text>
            <text x={w} y={h - 4} textAnchor="end" className="t3">
              {f.time(at(n - 1))}
            </text>
          </svg>
        )}
      </div>
    </section>
  )
}

/** Events whose money is revenue here and total there, and which of them is the rule. */
export function MixedCard({ source }: { source: SourceInfo }) {
  const { t } = useTranslation()
  const f = useFormat()
  if (!source.mixed?.length) return null
  return (
    <section className="card" aria-labelledby="mixed">
      <div className="hd">
        <h2 id="mixed">{t('sources.mixed.title')}</h2>
      </div>
      {source.mixed.map((m) => (
        <p key={m.event} className="quiet">
          {t('sources.mixed.why', {
            event: m.event,
            revenue: f.num(m.revenue),
            total: f.num(m.total),
            value: f.num(m.value),
          })}
        </p>
      ))}
      <p className="quiet">{t('sources.mixed.rule')}</p>
    </section>
  )
}

/** Why calls were refused in the last day, most frequent first. */
export function RefusalsCard({ source }: { source: SourceInfo }) {
  const { t } = useTranslation()
  const f = useFormat()
  const reason = useReason()
  const list = Object.entries(source.refusals).sort((a, b) => b[1] - a[1])
  const hi = list[0]?.[1] ?? 1
  return (
    <section className="card" aria-labelledby="refusals">
      <div className="hd">
        <h2 id="refusals">{t('sources.refusals')}</h2>
        <span className="t3 sm">{t('sources.hours24')}</span>
      </div>
      {list.length === 0 ? (
        <p className="quiet">{t('sources.noRefusals')}</p>
      ) : (
        <ul className="reasons">
          {list.map(([name, n]) => (
            <li key={name}>
              <span>{reason(name)}</span>
              <b>{f.num(n)}</b>
              <Bar share={n / hi} tone="pain" />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** The write key: to copy, and to replace when it got into wrong hands. */
export function KeyCard({ source }: { source: SourceInfo }) {
  const { t } = useTranslation()
  const may = useMay('sources')
  const client = useQueryClient()
  const made = useQuery(keyQuery(source.id)).data
  const [asking, setAsking] = useState(false)
  const rotate = useMutation({
    mutationFn: () => call(api.POST('/v1/sources/{id}/rotate-key', { params: { path: { id: source.id } } })),
    onSuccess: async (next) => {
      client.setQueryData(keyQuery(source.id).queryKey, next.writeKey)
      client.setQueryData(sourcesQuery.queryKey, (list) => list?.map((s) => (s.id === next.id ? next : s)))
      await client.invalidateQueries({ queryKey: ['source', source.id, 'snippet'] })
      setAsking(false)
    },
  })
  return (
    <section className="card" aria-labelledby="key">
      <div className="hd">
        <h2 id="key">{t('sources.key.title')}</h2>
      </div>
      <div className="keyc">
        <code>{made ?? source.writeKey}</code>
        {source.kind === 'server' && <p className="sm">{t(made ? 'sources.key.once' : 'sources.key.hidden')}</p>}
        <div className="row">
          {(made || source.kind !== 'server') && <CopyButton text={made ?? source.writeKey ?? ''} />}
          {may && (
            <button type="button" className="btn" onClick={() => setAsking(true)}>
              <Icon name="loop" size="s" />
              {t('sources.key.rotate')}
            </button>
          )}
        </div>
        <p className="t3 xs">{t(source.kind === 'webhook' ? 'sources.key.inAddress' : 'sources.key.about')}</p>
      </div>
      <Confirm
        opened={asking}
        close={() => setAsking(false)}
        title={t('sources.key.ask')}
        go={t('sources.key.go')}
        act={rotate}
      >
        <p>{t('sources.key.explain')}</p>
      </Confirm>
    </section>
  )
}

export function SwitchesCard({ source }: { source: SourceInfo }) {
  const { t } = useTranslation()
  const change = useChange(source)
  return (
    <section className="card" aria-labelledby="switches">
      <div className="hd">
        <h2 id="switches">{t('sources.switches')}</h2>
      </div>
      <div className="switches">
        <Switch
          checked={source.enabled}
          onChange={(e) => change.mutate({ enabled: e.currentTarget.checked })}
          label={t('sources.enabled')}
          description={t('sources.enabledAbout')}
        />
        <OrdersLost source={source} />
        <Switch
          checked={source.requireConsent}
          onChange={(e) => change.mutate({ requireConsent: e.currentTarget.checked })}
          label={t('sources.consent')}
          description={t('sources.consentAbout')}
        />
      </div>
    </section>
  )
}
