import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SourceInfo } from '@/api/types'
import { useFormat } from '@/i18n'
import { Spark } from '@/parts/charts'
import { Icon } from '@/parts/Icon'
import { PageHead } from '@/parts/PageHead'
import { Empty, Loaded, Tag } from '@/parts/parts'
import { useMay } from '@/session'
import { useTitle } from '@/shell/PageStates'
import { AddSource } from './AddSource'
import { healthIcon, healthTone, kindIcon, sourcesQuery, useReason } from './data'
import { ImportList } from './ImportList'
import { SendOn } from './outgoing/SendOn'
import './sources.css'

/** Where touches come from, and how each is doing. */
export default function SourcesPage() {
  const { t } = useTranslation()
  useTitle(t('nav.sources'))
  const may = useMay('sources')
  const [adding, setAdding] = useState(false)
  const query = useQuery({ ...sourcesQuery, refetchInterval: 15_000 })
  return (
    <div className="page srcs">
      <PageHead title={t('nav.sources')} help="sources" lead={t('sources.lead')}>
        {may && (
          <div className="row">
            <Link to="/sources/import" className="btn o">
              <Icon name="upload" size="s" />
              {t('sources.import.open')}
            </Link>
            <button type="button" className="btn p" onClick={() => setAdding(true)}>
              <Icon name="plus" size="s" />
              {t('sources.add.open')}
            </button>
          </div>
        )}
      </PageHead>
      {may && <Tools />}
      <section className="card" aria-label={t('nav.sources')}>
        <Loaded query={query} rows={4}>
          {(list) =>
            list.length > 0 ? (
              <Table list={list} />
            ) : (
              <Empty
                icon="plug"
                title={t('sources.none')}
                action={
                  may && (
                    <button type="button" className="btn p" onClick={() => setAdding(true)}>
                      {t('sources.add.open')}
                    </button>
                  )
                }
              >
                {t('sources.noneHint')}
              </Empty>
            )
          }
        </Loaded>
      </section>
      <ImportList />
      <SendOn />
      <AddSource opened={adding} onClose={() => setAdding(false)} />
    </div>
  )
}

const tools = [
  { to: '/sources/staff', icon: 'phone', title: 'staff.title' },
  { to: '/sources/qr', icon: 'print', title: 'qr.title' },
  { to: '/sources/forms', icon: 'template', title: 'forms.title' },
  { to: '/sources/paper', icon: 'list', title: 'paper.title' },
  { to: '/sources/quality', icon: 'wrench', title: 'quality.open' },
  { to: '/sources/exclusions', icon: 'eyeoff', title: 'exclusions.open' },
] as const

/** What else brings touches in, and what keeps them right. */
function Tools() {
  const { t } = useTranslation()
  return (
    <nav className="tools" aria-label={t('sources.tools')}>
      {tools.map(({ to, icon, title }) => (
        <Link key={to} to={to} className="btn o">
          <Icon name={icon} size="s" />
          {t(title)}
        </Link>
      ))}
    </nav>
  )
}

function Table({ list }: { list: SourceInfo[] }) {
  const { t } = useTranslation()
  return (
    <table className="stable">
      <thead>
        <tr>
          <th scope="col">{t('sources.col.name')}</th>
          <th scope="col">{t('sources.col.health')}</th>
          <th scope="col" className="hide-m">
            {t('sources.col.day')}
          </th>
          <th scope="col" className="r">
            {t('sources.col.accepted')}
          </th>
          <th scope="col" className="r hide-m">
            {t('sources.col.refused')}
          </th>
          <th scope="col" className="hide-m">
            {t('sources.col.last')}
          </th>
        </tr>
      </thead>
      <tbody>
        {list.map((s) => (
          <Row key={s.id} source={s} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ source: s }: { source: SourceInfo }) {
  const { t } = useTranslation()
  const f = useFormat()
  const navigate = useNavigate()
  const reason = useReason()
  const [top] = Object.entries(s.refusals).sort((a, b) => b[1] - a[1])
  return (
    <tr onClick={() => void navigate({ to: '/sources/$id', params: { id: s.id } })}>
      <td>
        <span className="row">
          <span className="ch big-ch">
            <Icon name={kindIcon[s.kind]} />
          </span>
          <span className="two">
            <Link to="/sources/$id" params={{ id: s.id }} className="b" onClick={(e) => e.stopPropagation()}>
              {s.name}
            </Link>
            <small>{t(`sources.kind.${s.kind}`)}</small>
          </span>
        </span>
      </td>
      <td>
        <Health source={s} />
      </td>
      <td className="hide-m">
        <Spark
          values={s.volumes}
          width={132}
          label={t('sources.spark', { n: f.num(s.accepted24h), count: s.accepted24h })}
        />
      </td>
      <td className="r">{f.num(s.accepted24h)}</td>
      <td className="r hide-m">
        {s.refused24h > 0 ? (
          <span className="two r">
            <span className={s.health === 'refusing' ? 'dn b' : undefined}>{f.num(s.refused24h)}</span>
            {top && (
              <small className="why1" title={reason(top[0])}>
                {reason(top[0])}
              </small>
            )}
          </span>
        ) : (
          <span className="t3">0</span>
        )}
      </td>
      <td className="hide-m nw t2">{s.lastAt ? f.ago(s.lastAt, Date.now()) : t('sources.never')}</td>
    </tr>
  )
}

export function Health({ source: s }: { source: SourceInfo }) {
  const { t } = useTranslation()
  const waiting = s.health === 'quiet' && !s.lastAt
  return (
    <Tag
      tone={waiting ? 'brand' : healthTone[s.health]}
      icon={healthIcon[s.health]}
      what={t(`sources.healthWhy.${waiting ? 'waiting' : s.health}`)}
    >
      {t(`sources.health.${waiting ? 'waiting' : s.health}`)}
    </Tag>
  )
}
