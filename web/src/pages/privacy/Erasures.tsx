import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { Erasure } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { Empty, Loaded, Tag } from '@/parts/parts'

/** Who was erased when: counts only, for nothing else is known any more. */
export function Erasures() {
  const { t } = useTranslation()
  const query = useQuery({
    queryKey: ['erasures'],
    queryFn: ({ signal }) => call(api.GET('/v1/erasures', { signal })),
    refetchInterval: (q) => (q.state.data?.erasures.some((e) => !e.doneAt) ? 1000 : false),
  })
  return (
    <section className="card" aria-labelledby="erasures">
      <div className="hd">
        <h2 id="erasures">{t('privacy.erasures.title')}</h2>
      </div>
      <p className="about">{t('privacy.erasures.about')}</p>
      <Loaded query={query} rows={2}>
        {({ erasures }) =>
          erasures.length > 0 ? (
            <ul className="rows">
              {erasures.map((e) => (
                <Row key={e.id} erasure={e} />
              ))}
            </ul>
          ) : (
            <Empty icon="trash" title={t('privacy.erasures.none')} />
          )
        }
      </Loaded>
    </section>
  )
}

function Row({ erasure: e }: { erasure: Erasure }) {
  const { t } = useTranslation()
  const f = useFormat()
  const r = e.report
  const n = (word: string, count: number) => (count ? t(`privacy.erasures.${word}`, { count, n: f.num(count) }) : null)
  const elsewhere = Object.values(r.elsewhere ?? {}).reduce((a, b) => a + b, 0)
  const counts = [
    n('keys', r.keys),
    n('unnamed', r.unnamed),
    n('removed', r.removed),
    n('mentioned', r.mentioned),
    n('elsewhere', elsewhere),
  ]
  return (
    <li>
      <Icon name="trash" />
      <span className="two">
        <b>{t(`privacy.erasures.mode.${e.mode}`, { date: f.dateTime(e.at) })}</b>
        <small>{counts.filter(Boolean).join(' · ')}</small>
        {e.error && <small className="bad">{t('privacy.erasures.waits', { why: e.error })}</small>}
      </span>
      {!!r.again && <Tag what={t('privacy.erasures.againHow')}>{t('privacy.erasures.again')}</Tag>}
      <Tag tone={e.doneAt ? 'good' : 'warn'} icon={e.doneAt ? 'check' : 'clock'}>
        {t(e.doneAt ? 'privacy.erasures.done' : 'privacy.erasures.underWay')}
      </Tag>
    </li>
  )
}
