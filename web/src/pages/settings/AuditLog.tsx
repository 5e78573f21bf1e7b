import { Select } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { AuditEntry } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { Empty, Failed, Waiting } from '@/parts/parts'

/** Who did what, when and from where; by action and by person, as a file too. */
export function AuditLog() {
  const { t } = useTranslation()
  const [action, setAction] = useState('')
  const [user, setUser] = useState('')
  const words = Object.entries(t('audit.action', { returnObjects: true }) as unknown as Record<string, string>)
  const people = useQuery({ queryKey: ['users'], queryFn: ({ signal }) => call(api.GET('/v1/users', { signal })) })
  const asked = { action: action || undefined, user: user || undefined }
  const query = useInfiniteQuery({
    queryKey: ['audit', asked],
    queryFn: ({ pageParam, signal }) =>
      call(api.GET('/v1/audit', { params: { query: { ...asked, before: pageParam || undefined } }, signal })),
    initialPageParam: 0,
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
  })
  const file = '/v1/audit.csv?' + new URLSearchParams({ action, user })
  const entries = query.data?.pages.flatMap((p) => p.entries)
  return (
    <section className="card" aria-labelledby="audit">
      <div className="hd">
        <h2 id="audit">{t('settings.tab.audit')}</h2>
        <span className="sp" />
        <a className="btn o" href={file} download>
          <Icon name="dl" size="s" />
          {t('settings.audit.download')}
        </a>
      </div>
      <div className="form">
        <p className="t2">{t('settings.audit.lead')}</p>
        <div className="pairs">
          <Select
            label={t('settings.audit.action')}
            placeholder={t('settings.audit.any')}
            clearable
            searchable
            value={action || null}
            onChange={(v) => setAction(v ?? '')}
            data={words.map(([value, label]) => ({ value, label }))}
          />
          <Select
            label={t('settings.audit.person')}
            placeholder={t('settings.audit.anyone')}
            clearable
            value={user || null}
            onChange={(v) => setUser(v ?? '')}
            data={(people.data ?? []).map((m) => ({ value: m.id, label: m.name }))}
          />
        </div>
      </div>
      {query.error && !entries ? (
        <Failed error={query.error} retry={() => void query.refetch()} />
      ) : !entries ? (
        <Waiting rows={6} />
      ) : entries.length === 0 ? (
        <Nothing chosen={!!(action || user)} />
      ) : (
        <>
          <ol className="rows">
            {entries.map((e) => (
              <Line key={e.seq} entry={e} who={(id) => people.data?.find((m) => m.id === id)?.name} />
            ))}
          </ol>
          {query.hasNextPage && (
            <div className="form">
              <button
                type="button"
                className="btn o"
                disabled={query.isFetchingNextPage}
                onClick={() => void query.fetchNextPage()}
              >
                {t('settings.audit.older')}
              </button>
            </div>
          )}
        </>
      )}
    </section>
  )
}

function Nothing({ chosen }: { chosen: boolean }) {
  const { t } = useTranslation()
  return (
    <Empty icon="clock" title={t(chosen ? 'settings.audit.noneFound' : 'settings.audit.none')}>
      {t(chosen ? 'settings.audit.noneFoundHint' : 'settings.audit.noneHint')}
    </Empty>
  )
}

function Line({ entry: e, who }: { entry: AuditEntry; who: (id: string) => string | undefined }) {
  const { t } = useTranslation()
  const f = useFormat()
  const say = (name: string, v: unknown) => (name === 'role' && v ? t(`role.${v as string}`) : shown(v))
  const changed = [...new Set([...Object.keys(fields(e.before)), ...Object.keys(fields(e.after))])]
  return (
    <li>
      <span className="two">
        <b>{t(`audit.action.${e.action}`, e.action)}</b>
        <small>
          {e.name || t('settings.audit.machine')} · <time dateTime={e.at}>{f.dateTime(e.at)}</time>
          {e.address && ` · ${e.address}`}
          {e.object && e.object !== e.user && (
            <>
              {' · '}
              {who(e.object) ?? <code>{e.object}</code>}
            </>
          )}
        </small>
        {changed.map((name) => (
          <small key={name} className="any">
            {t(`audit.field.${name}`, name)}: {say(name, fields(e.before)[name])} → {say(name, fields(e.after)[name])}
          </small>
        ))}
      </span>
    </li>
  )
}

const fields = (v: unknown) => (v && typeof v === 'object' ? (v as Record<string, unknown>) : {})
const shown = (v: unknown) => (v === undefined ? '–' : typeof v === 'string' ? v : JSON.stringify(v))
