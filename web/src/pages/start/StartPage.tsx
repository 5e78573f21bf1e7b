import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useCallback, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { useLive, useLiveEvent } from '@/api/live'
import { demoQuery, mapsQuery } from '@/api/queries'
import type { DemoProgress } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { PageHead } from '@/parts/PageHead'
import { explain } from '@/parts/parts'
import { useEnterWorkspace, useMay, useSession } from '@/session'
import { useTitle } from '@/shell/PageStates'
import { NewMap } from '../maps/Templates'
import './start.css'

/** The first way through: touches come in, a map is chosen, the map lives. */
export default function StartPage() {
  const { t } = useTranslation()
  useTitle(t('start.title'))
  const f = useFormat()
  const navigate = useNavigate()
  const sources = useMay('sources')
  const touches = useLive().tick?.touches ?? 0
  const maps = useQuery(mapsQuery)
  const first = maps.data?.[0]
  return (
    <div className="page start">
      <PageHead title={t('start.title')} help="start" lead={t('start.lead')} />
      <div className="start-g">
        <ol>
          <Step
            n={1}
            done={touches > 0}
            title={t('start.connect')}
            text={touches > 0 ? t('start.came', { count: touches, n: f.num(touches) }) : t('start.connectHow')}
          >
            {sources && (
              <div className="row wrap">
                <Link to="/sources" className={touches > 0 ? 'btn o' : 'btn p'}>
                  <Icon name="plug" size="s" />
                  {t('start.source')}
                </Link>
                <Link to="/sources/import" className="btn o">
                  <Icon name="upload" size="s" />
                  {t('start.file')}
                </Link>
              </div>
            )}
            {touches === 0 && (
              <p className="row t3 sm" style={{ marginTop: 10 }}>
                <span className="dot live" />
                {t('start.waiting')}
              </p>
            )}
          </Step>
          <Step
            n={2}
            done={!!first}
            title={t('start.template')}
            text={first ? t('start.haveMap', { name: first.name }) : t('start.templateHow')}
          >
            {!first && maps.data && <NewMap onMade={(m) => void navigate({ to: '/maps/$id', params: { id: m.id } })} />}
          </Step>
          <Step n={3} done={false} title={t('start.see')} text={t('start.seeHow')}>
            {first && (
              <Link to="/maps/$id" params={{ id: first.id }} className={touches > 0 ? 'btn p' : 'btn o'}>
                <Icon name="map" size="s" />
                {t('start.openMap')}
              </Link>
            )}
          </Step>
        </ol>
        <Demo />
      </div>
    </div>
  )
}

function Step({
  n,
  done,
  title,
  text,
  children,
}: {
  n: number
  done: boolean
  title: string
  text: string
  children?: ReactNode
}) {
  const { t } = useTranslation()
  return (
    <li className={'card step' + (done ? ' done' : '')}>
      <span className="step-n" role={done ? 'img' : undefined} aria-label={done ? t('start.stepDone') : undefined}>
        {done ? <Icon name="check" size="s" /> : n}
      </span>
      <div>
        <h2>{title}</h2>
        <p>{text}</p>
        {children}
      </div>
    </li>
  )
}

/** Makes the simulated business and shows it filling. */
function Demo() {
  const { t } = useTranslation()
  const f = useFormat()
  const owner = useMay('people')
  const here = useSession()?.workspace
  const client = useQueryClient()
  const enter = useEnterWorkspace()
  const navigate = useNavigate()
  const demo = useQuery({
    ...demoQuery,
    refetchInterval: (q) => (q.state.data?.running && !q.state.data.finished ? 1000 : false),
  })
  const [busy, setBusy] = useState(false)
  useLiveEvent(
    'demo',
    useCallback((p: DemoProgress) => client.setQueryData(demoQuery.queryKey, p), [client]),
  )
  const fill = useMutation({
    mutationFn: () => call(api.POST('/v1/demo')),
    onSuccess: (p) => client.setQueryData(demoQuery.queryKey, p),
    onError: (e) => notifications.show({ color: 'red', message: explain(e, t) }),
  })
  const p = demo.data
  const go = async () => {
    if (!p?.workspace) return
    setBusy(true)
    try {
      if (p.workspace !== here?.id) await enter(p.workspace)
      await navigate({ to: '/maps' })
    } finally {
      setBusy(false)
    }
  }
  if (!owner && !p?.workspace) return null
  const share = p?.total ? p.done / p.total : 0
  return (
    <aside className="card demo">
      <h2>
        <Icon name="spark" />
        {t('start.demo')}
      </h2>
      <p>{t('start.demoHow')}</p>
      {p && (p.running || p.finished) && (
        <div className="stack8">
          <div
            className="prog"
            role="progressbar"
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.round(share * 100)}
            aria-label={t('start.demo')}
          >
            <i style={{ width: `${share * 100}%` }} />
          </div>
          <p className="t3 sm">
            {p.finished
              ? t('start.demoDone', { count: p.done, n: f.num(p.done) })
              : t('start.demoFilling', { done: f.num(p.done), total: f.num(p.total) })}
          </p>
        </div>
      )}
      {p?.workspace ? (
        <button type="button" className="btn p" disabled={busy} onClick={() => void go()}>
          <Icon name="map" size="s" />
          {t('start.demoOpen')}
        </button>
      ) : (
        owner && (
          <button type="button" className="btn o" disabled={fill.isPending} onClick={() => fill.mutate()}>
            {t('start.demoGo')}
          </button>
        )
      )}
    </aside>
  )
}
