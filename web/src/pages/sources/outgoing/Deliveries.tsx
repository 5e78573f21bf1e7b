import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { DeliveryInfo, DestinationInfo } from '@/api/types'
import { useFormat } from '@/i18n'
import { Body } from '@/parts/Body'
import { Icon } from '@/parts/Icon'
import { Empty, Loaded, Tag } from '@/parts/parts'
import { useNames } from '@/view/names'
import { deliveriesQuery, deliveryLooks, useAct } from './data'

/** The latest deliveries; each opens into what was sent and what was answered. */
export function Deliveries({ destination: d }: { destination: DestinationInfo }) {
  const { t } = useTranslation()
  const query = useQuery(deliveriesQuery(d.id))
  return (
    <Loaded query={query} rows={5}>
      {(list) =>
        list.length > 0 ? (
          <ul className="calls">
            {list.map((m) => (
              <One key={m.id} destination={d} delivery={m} />
            ))}
          </ul>
        ) : (
          <Empty icon="send" title={t('outgoing.noDeliveries')}>
            {t('outgoing.noDeliveriesHow')}
          </Empty>
        )
      }
    </Loaded>
  )
}

function One({ destination: d, delivery: m }: { destination: DestinationInfo; delivery: DeliveryInfo }) {
  const { t } = useTranslation()
  const f = useFormat()
  const shown = useNames().event(m.name)
  const resend = useAct(() =>
    call(
      api.POST('/v1/destinations/{id}/deliveries/{message}/resend', { params: { path: { id: d.id, message: m.id } } }),
    ),
  )
  const at = m.lastAt ?? m.at
  const test = m.id.startsWith('msg_test_')
  return (
    <li>
      <details>
        <summary>
          <Tag {...deliveryLooks[m.state]}>{t(`outgoing.delivery.${m.state}`)}</Tag>
          <time dateTime={at}>{f.dateTime(at)}</time>
          <b className="cut">{test ? t('outgoing.aTest') : shown}</b>
          {!!m.status && <span className="t2 nw">{t('outgoing.answered', { status: m.status, ms: f.num(m.ms) })}</span>}
          <Icon name="down" size="xs" />
        </summary>
        {m.problem && <p className="bad">{t(m.problem, { status: m.status })}</p>}
        <p className="t2">
          {m.tries > 0 && t('outgoing.tries', { count: m.tries, n: f.num(m.tries) })}{' '}
          {m.state === 'waiting' && m.dueAt && t('outgoing.next', { at: f.dateTime(m.dueAt) })}
        </p>
        <p className="row wrap">
          <code className="any">{m.id}</code>
          <span className="sp" />
          <button type="button" className="btn o" disabled={resend.isPending} onClick={() => resend.mutate(undefined)}>
            <Icon name="redo" size="s" />
            {t('outgoing.resend')}
          </button>
        </p>
        <Body of={m.body} label={t('outgoing.body')} />
        {m.answer && (
          <>
            <p className="t2">{t('outgoing.answer')}</p>
            <pre tabIndex={0} aria-label={t('outgoing.answer')}>
              {m.answer}
            </pre>
          </>
        )}
      </details>
    </li>
  )
}
