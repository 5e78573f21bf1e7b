import { Modal } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { DeliveryInfo, DestinationChange, DestinationInfo } from '@/api/types'
import { useFormat } from '@/i18n'
import { Confirm } from '@/parts/Confirm'
import { Icon } from '@/parts/Icon'
import { PageHead } from '@/parts/PageHead'
import { Empty, Failed, Waiting } from '@/parts/parts'
import { useMay } from '@/session'
import { useTitle } from '@/shell/PageStates'
import { destinationsQuery, standing, useAct } from './data'
import { Deliveries } from './Deliveries'
import { DestinationForm } from './DestinationForm'
import { Secret, Standing } from './OutgoingPage'
import '../sources.css'
import './outgoing.css'

/** One destination: how it goes, the last deliveries, what is sent there. */
export default function DestinationPage() {
  const { t } = useTranslation()
  const { id } = useParams({ strict: false }) as { id: string }
  const may = useMay('sources')
  const query = useQuery({ ...destinationsQuery, enabled: may })
  const found = query.data?.find((d) => d.id === id)
  useTitle(found?.name ?? t('outgoing.title'))
  if (found) return <One destination={found} />
  return (
    <div className="page srcs out">
      <section className="card">
        {query.data || !may ? (
          <Empty
            icon="send"
            title={t(may ? 'outgoing.missing' : 'outgoing.managers')}
            action={
              <Link to="/sources/outgoing" className="btn o">
                {t('outgoing.all')}
              </Link>
            }
          />
        ) : query.error ? (
          <Failed error={query.error} retry={() => query.refetch()} />
        ) : (
          <Waiting rows={8} />
        )}
      </section>
    </div>
  )
}

function One({ destination: d }: { destination: DestinationInfo }) {
  const { t } = useTranslation()
  const path = { id: d.id }
  const change = useAct(
    (body: DestinationChange) => call(api.PUT('/v1/destinations/{id}', { params: { path }, body })),
    () => notifications.show({ message: t('outgoing.saved') }),
    true,
  )
  return (
    <div className="page srcs out">
      <PageHead
        title={d.name}
        help="outgoing"
        way={[
          <Link key="0" to="/sources">
            {t('nav.sources')}
          </Link>,
          <Link key="1" to="/sources/outgoing">
            {t('outgoing.title')}
          </Link>,
        ]}
        sub={
          <p className="row sub wrap">
            <Standing destination={d} />
            <span className="any">{d.url}</span>
          </p>
        }
      >
        <Acts destination={d} />
      </PageHead>
      <Trouble destination={d} />
      <div className="sg2">
        <section className="card" aria-labelledby="deliveries">
          <div className="hd">
            <h2 id="deliveries">{t('outgoing.deliveries')}</h2>
          </div>
          <Deliveries destination={d} />
        </section>
        <div className="stack">
          <Counts destination={d} />
          <SecretCard destination={d} />
          <section className="card" aria-labelledby="what">
            <div className="hd">
              <h2 id="what">{t('outgoing.what')}</h2>
            </div>
            <div className="pad">
              <DestinationForm key={d.id} value={d} save={change} go={t('common.save')} />
            </div>
          </section>
        </div>
      </div>
    </div>
  )
}

/** What is wrong, and what to do, where something is. */
function Trouble({ destination: d }: { destination: DestinationInfo }) {
  const { t } = useTranslation()
  const f = useFormat()
  const s = standing(d)
  if (s === 'on' || s === 'empty') return null
  return (
    <p className={'trouble ' + s} role="status">
      <Icon name={s === 'paused' ? 'pause' : 'alert'} />
      <span>
        <b>{t(`outgoing.state.${s}`)}.</b> {t(`outgoing.why.${s}`)}{' '}
        {s === 'trying' &&
          d.failingSince &&
          d.nextAt &&
          t('outgoing.trying', { since: f.dateTime(d.failingSince), next: f.dateTime(d.nextAt) })}
      </span>
    </p>
  )
}

function Acts({ destination: d }: { destination: DestinationInfo }) {
  const { t } = useTranslation()
  const [removing, setRemoving] = useState(false)
  const path = { id: d.id }
  const test = useAct(
    () => call(api.POST('/v1/destinations/{id}/test', { params: { path } })),
    (m: DeliveryInfo) =>
      notifications.show(
        m.state === 'sent'
          ? { message: t('outgoing.testGood', { ms: m.ms }) }
          : {
              color: 'red',
              message: `${t('outgoing.testBad')} ${m.problem ? t(m.problem, { status: m.status }) : ''}`,
            },
      ),
  )
  const move = useAct((to: 'pause' | 'resume') => call(api.POST(`/v1/destinations/{id}/${to}`, { params: { path } })))
  return (
    <div className="row wrap">
      <button type="button" className="btn o" disabled={test.isPending} onClick={() => test.mutate(undefined)}>
        <Icon name="send" size="s" />
        {t(test.isPending ? 'outgoing.testing' : 'outgoing.test')}
      </button>
      <button
        type="button"
        className={'btn ' + (d.state === 'on' ? 'o' : 'p')}
        disabled={move.isPending}
        onClick={() => move.mutate(d.state === 'on' ? 'pause' : 'resume')}
      >
        <Icon name={d.state === 'on' ? 'pause' : 'play'} size="s" />
        {t(d.state === 'on' ? 'outgoing.pause' : 'outgoing.resume')}
      </button>
      <button type="button" className="btn o" onClick={() => setRemoving(true)}>
        <Icon name="trash" size="s" />
        {t('outgoing.remove')}
      </button>
      <Removing destination={d} opened={removing} close={() => setRemoving(false)} />
    </div>
  )
}

function Removing({
  destination: d,
  opened,
  close,
}: {
  destination: DestinationInfo
  opened: boolean
  close: () => void
}) {
  const { t } = useTranslation()
  const f = useFormat()
  const navigate = useNavigate()
  const remove = useAct(
    () => call(api.DELETE('/v1/destinations/{id}', { params: { path: { id: d.id } } }) as never),
    () => void navigate({ to: '/sources/outgoing' }),
    true,
  )
  return (
    <Confirm
      opened={opened}
      close={close}
      title={t('outgoing.removeTitle', { name: d.name })}
      go={t('outgoing.removeGo')}
      act={{ mutate: () => remove.mutate(undefined), isPending: remove.isPending, error: remove.error }}
    >
      <p>{t('outgoing.removeWhat', { count: d.waiting, n: f.num(d.waiting) })}</p>
    </Confirm>
  )
}

function Counts({ destination: d }: { destination: DestinationInfo }) {
  const { t } = useTranslation()
  const f = useFormat()
  const counts = { sent: d.sent, waiting: d.waiting, gaveUp: d.gaveUp, dropped: d.dropped }
  return (
    <section className="card" aria-label={t('outgoing.count.title')}>
      <dl className="counts">
        {Object.entries(counts).map(([name, n]) => (
          <div key={name} className={n > 0 && (name === 'gaveUp' || name === 'dropped') ? 'pain' : undefined}>
            <dt>{t(`outgoing.count.${name}`)}</dt>
            <dd>{f.num(n)}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function SecretCard({ destination: d }: { destination: DestinationInfo }) {
  const { t } = useTranslation()
  const f = useFormat()
  const [made, setMade] = useState<DestinationInfo>()
  const rotate = useAct(
    () => call(api.POST('/v1/destinations/{id}/secret', { params: { path: { id: d.id } } })),
    setMade,
  )
  const overlap = d.oldUntil && new Date(d.oldUntil).getTime() > Date.now()
  return (
    <section className="card" aria-labelledby="secret">
      <div className="hd">
        <h2 id="secret">{t('outgoing.secret.label')}</h2>
        <span className="sp" />
        <button type="button" className="btn o" disabled={rotate.isPending} onClick={() => rotate.mutate(undefined)}>
          <Icon name="key" size="s" />
          {t('outgoing.secret.rotate')}
        </button>
      </div>
      <p className="quiet">
        {t('outgoing.secret.what')} {overlap && t('outgoing.secret.overlap', { at: f.dateTime(d.oldUntil!) })}
      </p>
      <Modal
        opened={!!made}
        onClose={() => setMade(undefined)}
        title={t('outgoing.secret.title')}
        size={560}
        closeButtonProps={{ 'aria-label': t('common.close') }}
        classNames={{ content: 'srcs out' }}
      >
        {made && <Secret destination={made} close={() => setMade(undefined)} />}
      </Modal>
    </section>
  )
}
