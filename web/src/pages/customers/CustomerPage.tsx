import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '@/api/client'
import type { CustomerProfile, StageReached } from '@/api/types'
import { useFormat } from '@/i18n'
import { Define } from '@/parts/Define'
import { Icon } from '@/parts/Icon'
import { ChannelIcon, Empty, Failed, Waiting } from '@/parts/parts'
import { useCurrency, useMay } from '@/session'
import { Help } from '@/shell/Help'
import { useTitle } from '@/shell/PageStates'
import { useLeadName } from '@/view/leads'
import { useNames } from '@/view/names'
import './customers.css'
import { CallDialog } from './CallDialog'
import { Consent } from './Consent'
import { calledAs, customerQuery, useMainMap } from './data'
import { DataActions } from './DataActions'
import { Identities, Joined } from './Identities'
import { Avatar } from './items'
import { MergeDialog, SplitDialog } from './MergeDialogs'
import { Reach } from './Reach'
import { Tags } from './Tags'
import { Tasks } from './Tasks'
import { Timeline } from './Timeline'

/** One customer: who it is, how we know, and everything that happened. */
export default function CustomerPage() {
  const { t } = useTranslation()
  const { id } = useParams({ strict: false }) as { id: string }
  const query = useQuery(customerQuery(Number(id)))
  useTitle(query.data ? calledAs(query.data, t) : t('nav.customers'))
  if (query.data) return <Profile customer={query.data} />
  if (query.error instanceof ApiError && query.error.status === 404) {
    return (
      <div className="page cust">
        <section className="card">
          <Empty
            icon="user"
            title={t('customers.gone')}
            action={
              <Link to="/customers" className="btn o">
                {t('customers.toAll')}
              </Link>
            }
          />
        </section>
      </div>
    )
  }
  return (
    <div className="page cust">
      <section className="card">
        {query.error ? <Failed error={query.error} retry={() => query.refetch()} /> : <Waiting rows={8} height={18} />}
      </section>
    </div>
  )
}

function Profile({ customer }: { customer: CustomerProfile }) {
  return (
    <div className="page cust">
      <Head customer={customer} />
      <Stages reached={customer.stages} />
      <div className="cu">
        <div className="stack">
          <Identities customer={customer} />
          <Joined customer={customer} />
        </div>
        <Timeline key={customer.id} customer={customer} />
        <div className="stack">
          <Figures customer={customer} />
          <Tasks customer={customer} />
          <Tags customer={customer} />
          <TraitsCard traits={customer.traits} />
          <Consent customer={customer} />
          <Reach customer={customer} />
          <DataActions customer={customer} />
        </div>
      </div>
    </div>
  )
}

function Head({ customer }: { customer: CustomerProfile }) {
  const { t } = useTranslation()
  const may = useMay('customers')
  const mayWrite = useMay('touch')
  const [dialog, setDialog] = useState<'merge' | 'split' | 'call' | null>(null)
  return (
    <header className="who">
      <Avatar name={customer.name} big />
      <div>
        <div className="ph-t">
          <h1>{calledAs(customer, t)}</h1>
          <Help page="customer" />
        </div>
        <p>{useFacts(customer)}</p>
      </div>
      {(may || mayWrite) && (
        <div className="act">
          {mayWrite && (
            <button type="button" className="btn o" onClick={() => setDialog('call')}>
              <Icon name="call" size="s" />
              {t('customers.call.open')}
            </button>
          )}
          {may && (
            <button type="button" className="btn o" onClick={() => setDialog('merge')}>
              <Icon name="merge" size="s" />
              {t('customers.merge.open')}
            </button>
          )}
          {may && customer.keys.length > 1 && (
            <button type="button" className="btn o" onClick={() => setDialog('split')}>
              <Icon name="split" size="s" />
              {t('customers.split.open')}
            </button>
          )}
        </div>
      )}
      <CallDialog customer={customer} opened={dialog === 'call'} onClose={() => setDialog(null)} />
      <MergeDialog customer={customer} opened={dialog === 'merge'} onClose={() => setDialog(null)} />
      <SplitDialog customer={customer} opened={dialog === 'split'} onClose={() => setDialog(null)} />
    </header>
  )
}

/** The line under the name: what traits say of age, work and place, and since when we know them. */
function useFacts(customer: CustomerProfile) {
  const { t } = useTranslation()
  const f = useFormat()
  const { age, job, title, occupation, district, city, address } = customer.traits as Record<string, unknown>
  const place = typeof address === 'object' && address ? (address as { city?: string }).city : address
  const facts = [
    typeof age === 'number' ? t('customers.age', { count: age }) : null,
    job ?? occupation ?? title,
    [district, city ?? place].filter((v) => typeof v === 'string' && v).join(', '),
    customer.summary.firstAt ? t('customers.since', { date: f.date(customer.summary.firstAt) }) : null,
  ]
  return facts.filter((v) => typeof v === 'string' && v).join(' · ')
}

/** Every stage of the map in its order, with the day it was first reached. */
function Stages({ reached }: { reached: StageReached[] }) {
  const { t } = useTranslation()
  const f = useFormat()
  const map = useMainMap()
  if (!map || map.stages.length === 0) return null
  const at = new Map(reached.map((s) => [s.stage, s]))
  const now = reached.reduce<StageReached | undefined>(
    (best, s) => (!best || s.lastAt > best.lastAt ? s : best),
    undefined,
  )?.stage
  return (
    <ol
      className="card sg"
      aria-label={t('customers.stages', { map: map.name })}
      style={{ gridTemplateColumns: `repeat(${map.stages.length},minmax(0,1fr))` }}
    >
      {map.stages.map((s) => {
        const r = at.get(s.id)
        return (
          <li
            key={s.id}
            className={s.id === now ? 'now' : r ? undefined : 'off'}
            aria-current={s.id === now ? 'step' : undefined}
          >
            <span className="cut" title={s.name}>
              {s.name}
            </span>
            {r ? (
              <small>
                <Define
                  what={t('customers.stageAt', {
                    first: f.dateTime(r.firstAt),
                    last: f.dateTime(r.lastAt),
                    n: f.num(r.touches),
                    count: r.touches,
                  })}
                >
                  {f.dayMonth(r.firstAt)}
                </Define>
              </small>
            ) : (
              <small className="vh">{t('customers.notReached')}</small>
            )}
          </li>
        )
      })}
    </ol>
  )
}

function Figures({ customer }: { customer: CustomerProfile }) {
  const { t } = useTranslation()
  const f = useFormat()
  const currency = useCurrency()
  const leadName = useLeadName()
  const s = customer.summary
  return (
    <section className="card" aria-labelledby="figures">
      <div className="hd">
        <h2 id="figures">{t('customers.figures')}</h2>
      </div>
      <dl className="sc">
        <div className="w">
          <dt>{t('customers.bought')}</dt>
          <dd>
            {s.value ? f.money(s.value, currency) : '–'}
            {!!customer.unconfirmed && (
              <small>
                <Define what={t('customers.unconfirmedHow')}>
                  {t('customers.unconfirmedOf', { value: f.money(customer.unconfirmed, currency) })}
                </Define>
              </small>
            )}
          </dd>
        </div>
        {s.firstAt && (
          <div>
            <dt>{t('customers.col.first')}</dt>
            <dd>
              {f.dayMonth(s.firstAt)}
              <small>{f.dateTime(s.firstAt)}</small>
            </dd>
          </div>
        )}
        {s.lastAt && (
          <div>
            <dt>{t('customers.col.last')}</dt>
            <dd>
              {f.dayMonth(s.lastAt)}
              <small>{f.ago(s.lastAt, Date.now())}</small>
            </dd>
          </div>
        )}
        <div>
          <dt>{t('customers.col.touches')}</dt>
          <dd>{f.num(s.touches)}</dd>
        </div>
        {s.firstChannel && (
          <div>
            <dt>{t('customers.col.lead')}</dt>
            <dd className="plain">
              <span className="row">
                <ChannelIcon channel={s.firstChannel} />
                <span className="cut">{t(`channel.${s.firstChannel}`)}</span>
              </span>
              <small>{[s.firstLead && leadName(s.firstLead), s.firstSource].filter(Boolean).join(' · ')}</small>
              {s.lastLead && s.lastLead !== s.firstLead && (
                <small>
                  {t('customers.col.lastLead')}: {leadName(s.lastLead)}
                </small>
              )}
            </dd>
          </div>
        )}
      </dl>
    </section>
  )
}

function TraitsCard({ traits }: { traits: Record<string, unknown> }) {
  const { t } = useTranslation()
  const list = Object.entries(traits).filter(([, v]) => v !== null && v !== '')
  return (
    <section className="card" aria-labelledby="traits">
      <div className="hd">
        <h2 id="traits">{t('customers.traits')}</h2>
        {list.length > 0 && <span className="tag">{list.length}</span>}
      </div>
      {list.length === 0 ? (
        <p className="quiet">{t('customers.noTraits')}</p>
      ) : (
        <Values values={list} names="customers.trait" />
      )}
    </section>
  )
}

/** What the sender wrote, by names the reader knows; names says where words for traits are. */
export function Values({ values, names }: { values: [string, unknown][]; names?: string }) {
  const { t } = useTranslation()
  const f = useFormat()
  const own = useNames().property
  const called = (name: string) => {
    const shown = own(name)
    return names && shown === name ? t(`${names}.${name}`, { defaultValue: name }) : shown
  }
  const show = (v: unknown): string =>
    typeof v === 'number'
      ? f.num(v, Number.isInteger(v) ? 0 : 2)
      : typeof v === 'boolean'
        ? t(v ? 'common.yes' : 'common.no')
        : typeof v === 'string'
          ? /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)$/.test(v)
            ? f.dateTime(v)
            : v
          : JSON.stringify(v)
  return (
    <dl className="vals">
      {values.map(([name, v]) => (
        <div key={name}>
          <dt title={name}>{called(name)}</dt>
          <dd>{show(v)}</dd>
        </div>
      ))}
    </dl>
  )
}
