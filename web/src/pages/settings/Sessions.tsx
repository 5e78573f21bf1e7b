import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { OpenSession } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { explain, Loaded, Tag } from '@/parts/parts'
import { device } from './device'

const sessions = ['sessions']

/** Where the reader is signed in; each can be signed out, or all others at once. */
export function Sessions() {
  const { t } = useTranslation()
  const query = useQuery({
    queryKey: sessions,
    queryFn: ({ signal }) => call(api.GET('/v1/sessions', { signal })),
  })
  const others = useEnd(() => call(api.POST('/v1/sessions/end-others')))
  return (
    <section className="card" aria-labelledby="sessions">
      <div className="hd">
        <h2 id="sessions">{t('settings.tab.sessions')}</h2>
        {query.data && <span className="tag">{query.data.length}</span>}
        <span className="sp" />
        {query.data && query.data.length > 1 && (
          <button type="button" className="btn o" disabled={others.isPending} onClick={() => others.mutate()}>
            {t('settings.sessions.others')}
          </button>
        )}
      </div>
      <div className="form">
        <p className="t2">{t('settings.sessions.lead')}</p>
      </div>
      <Loaded query={query} rows={3}>
        {(list) => (
          <ul className="rows">
            {list.map((s) => (
              <One key={s.id} session={s} />
            ))}
          </ul>
        )}
      </Loaded>
    </section>
  )
}

function One({ session: s }: { session: OpenSession }) {
  const { t } = useTranslation()
  const f = useFormat()
  const end = useEnd(() => call(api.DELETE('/v1/sessions/{id}', { params: { path: { id: s.id } } })))
  const known = device(s.agent)
  const name = known ? t('settings.sessions.on', known) : t('settings.sessions.unknown')
  return (
    <li>
      <Icon name="globe" />
      <span className="two">
        <b>{name}</b>
        <small>
          {t('settings.sessions.seen', { when: f.ago(s.lastSeen, Date.now()) })} ·{' '}
          {t('settings.sessions.since', { date: f.dateTime(s.createdAt) })}
          {s.address && ` · ${t('settings.sessions.from', { address: s.address })}`}
        </small>
      </span>
      {s.here ? (
        <Tag tone="good">{t('settings.sessions.here')}</Tag>
      ) : (
        <button
          type="button"
          className="btn o"
          aria-label={t('settings.sessions.endOf', { device: name })}
          disabled={end.isPending}
          onClick={() => end.mutate()}
        >
          {t('settings.sessions.end')}
        </button>
      )}
    </li>
  )
}

function useEnd(go: () => Promise<unknown>) {
  const { t } = useTranslation()
  const client = useQueryClient()
  return useMutation({
    mutationFn: go,
    onSuccess: async () => {
      notifications.show({ message: t('settings.sessions.ended') })
      await client.invalidateQueries({ queryKey: sessions })
    },
    onError: (e) => notifications.show({ color: 'red', message: explain(e, t) }),
  })
}
