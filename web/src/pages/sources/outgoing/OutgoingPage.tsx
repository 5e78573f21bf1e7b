import { Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { DestinationInfo } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { PageHead } from '@/parts/PageHead'
import { Empty, Loaded, Tag } from '@/parts/parts'
import { useMay } from '@/session'
import { useTitle } from '@/shell/PageStates'
import { Code } from '../Code'
import { destinationsQuery, looks, standing, useAct } from './data'
import { DestinationForm, fresh } from './DestinationForm'
import '../sources.css'
import './outgoing.css'

/** Where touches are sent on to, and how that goes. */
export default function OutgoingPage() {
  const { t } = useTranslation()
  useTitle(t('outgoing.title'))
  const may = useMay('sources')
  const query = useQuery({ ...destinationsQuery, enabled: may })
  const [adding, setAdding] = useState(false)
  const add = (
    <button type="button" className="btn p" onClick={() => setAdding(true)}>
      <Icon name="plus" size="s" />
      {t('outgoing.add')}
    </button>
  )
  return (
    <div className="page srcs out">
      <PageHead
        title={t('outgoing.title')}
        help="outgoing"
        way={[
          <Link key="0" to="/sources">
            {t('nav.sources')}
          </Link>,
        ]}
        lead={t('outgoing.lead')}
        keep
      >
        {may && !!query.data?.length && add}
      </PageHead>
      <section className="card" aria-label={t('outgoing.title')}>
        {!may ? (
          <Empty icon="lock" title={t('outgoing.managers')} />
        ) : (
          <Loaded query={query} rows={4}>
            {(list) =>
              list.length > 0 ? (
                <ul className="dests">
                  {list.map((d) => (
                    <Row key={d.id} destination={d} />
                  ))}
                </ul>
              ) : (
                <Empty icon="send" title={t('outgoing.none')} action={add}>
                  {t('outgoing.noneHow')}
                </Empty>
              )
            }
          </Loaded>
        )}
      </section>
      <Adding opened={adding} close={() => setAdding(false)} />
    </div>
  )
}

export function Row({ destination: d }: { destination: DestinationInfo }) {
  const { t } = useTranslation()
  const f = useFormat()
  return (
    <li>
      <span className="ch big-ch">
        <Icon name="send" />
      </span>
      <span className="two">
        <Link to="/sources/outgoing/$id" params={{ id: d.id }} className="b">
          {d.name}
        </Link>
        <small className="cut" title={d.url}>
          {d.url.replace(/^https:\/\//, '')}
        </small>
      </span>
      <Standing destination={d} />
      <span className="two r">
        <span>{t('outgoing.sent', { count: d.sent, n: f.num(d.sent) })}</span>
        <small>
          {d.waiting > 0
            ? t('outgoing.waiting', { count: d.waiting, n: f.num(d.waiting) })
            : d.lastOk
              ? f.ago(d.lastOk, Date.now())
              : t('outgoing.never')}
        </small>
      </span>
    </li>
  )
}

export function Standing({ destination: d }: { destination: DestinationInfo }) {
  const { t } = useTranslation()
  const s = standing(d)
  return (
    <Tag {...looks[s]} what={t(`outgoing.why.${s}`)}>
      {t(`outgoing.state.${s}`)}
    </Tag>
  )
}

/** Names an address and what goes there; then the secret is shown, once. */
function Adding({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useTranslation()
  const [made, setMade] = useState<DestinationInfo>()
  const done = () => {
    close()
    setMade(undefined)
  }
  const add = useAct((body: typeof fresh) => call(api.POST('/v1/destinations', { body })), setMade, true)
  return (
    <Modal
      opened={opened}
      onClose={done}
      title={made ? t('outgoing.secret.title') : t('outgoing.add')}
      size={560}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ content: 'srcs out' }}
    >
      {made ? (
        <Secret destination={made} close={done} />
      ) : (
        <DestinationForm value={fresh} save={add} close={done} go={t('outgoing.addGo')} />
      )}
    </Modal>
  )
}

/** A secret that is told now only. */
export function Secret({ destination: d, close }: { destination: DestinationInfo; close: () => void }) {
  const { t } = useTranslation()
  const f = useFormat()
  return (
    <div className="dlg">
      <p>{t('outgoing.secret.once')}</p>
      <Code text={d.secret ?? ''} label={t('outgoing.secret.label')} />
      {d.oldUntil && <p>{t('outgoing.secret.overlap', { at: f.dateTime(d.oldUntil) })}</p>}
      <div className="dlg-act">
        <button type="button" className="btn" onClick={close}>
          {t('outgoing.secret.kept')}
        </button>
        <Link to="/sources/outgoing/$id" params={{ id: d.id }} className="btn p" onClick={close}>
          {t('outgoing.secret.see')}
        </Link>
      </div>
    </div>
  )
}
