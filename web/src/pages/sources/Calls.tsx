import { Body } from '@/parts/Body'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SourceInfo, WebhookCall } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon, type IconName } from '@/parts/Icon'
import { Empty, Failed, Tag, Waiting, type Tone } from '@/parts/parts'
import { callsQuery, useDetail, useReason } from './data'

const look: Record<WebhookCall['state'], { tone?: Tone; icon: IconName }> = {
  taken: { tone: 'good', icon: 'check' },
  refused: { tone: 'pain', icon: 'alert' },
  waiting: { tone: 'brand', icon: 'clock' },
  unsigned: { tone: 'warn', icon: 'lock' },
  ignored: { icon: 'pause' },
}

/** The latest calls of another system, with what became of each; a call opens into what it said. */
export function Calls({ source }: { source: SourceInfo }) {
  const { t } = useTranslation()
  const [all, setAll] = useState(false)
  const calls = useQuery({ ...callsQuery(source.id), refetchInterval: 5000 })
  if (calls.error && !calls.data) return <Failed error={calls.error} retry={() => calls.refetch()} />
  if (!calls.data) return <Waiting rows={3} />
  if (!calls.data.length)
    return (
      <Empty icon="plug" title={t('sources.webhook.none')}>
        {t('sources.webhook.noneHow')}
      </Empty>
    )
  const few = 5
  return (
    <>
      <ul className="calls">
        {calls.data.slice(0, all ? undefined : few).map((c) => (
          <One key={c.id} call={c} />
        ))}
      </ul>
      {calls.data.length > few && (
        <button type="button" className="btn" aria-expanded={all} onClick={() => setAll(!all)}>
          {t(all ? 'sources.webhook.fewer' : 'sources.webhook.more', { count: calls.data.length - few })}
        </button>
      )}
    </>
  )
}

function One({ call }: { call: WebhookCall }) {
  const { t } = useTranslation()
  const f = useFormat()
  const reason = useReason()
  const detail = useDetail()
  const { tone, icon } = look[call.state]
  const why = call.reason?.startsWith('error.') ? t(call.reason) : call.reason && reason(call.reason)
  return (
    <li>
      <details>
        <summary>
          <Tag tone={tone} icon={icon}>
            {t(`sources.webhook.state.${call.state}`)}
          </Tag>
          <time dateTime={call.at}>{f.dateTime(call.at)}</time>
          {call.topic && <b className="cut">{call.topic}</b>}
          {call.touches > 0 && <span className="t2 nw">{t('sources.webhook.touches', { count: call.touches })}</span>}
          <Icon name="down" size="xs" />
        </summary>
        {why && (
          <p className="bad">
            {why} {call.detail && <small>{detail(call.detail)}</small>}
          </p>
        )}
        <Body of={call.body} label={t('sources.webhook.body')} />
      </details>
    </li>
  )
}
