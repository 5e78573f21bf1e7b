import { PasswordInput, Select } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { Handover, Role } from '@/api/types'
import { useFormat } from '@/i18n'
import { explain, Loaded } from '@/parts/parts'
import { forget, useMay, useSession } from '@/session'
import { roles } from './People'

/** What becomes of the business: handed to somebody else, or put away. */
export function Fate() {
  const { t } = useTranslation()
  const own = useMay('own')
  const here = useSession()?.workspace
  const query = useQuery({
    queryKey: ['handover'],
    queryFn: ({ signal }) => call(api.GET('/v1/workspace/handover', { signal })),
  })
  if (!own && !query.data?.toMe) return null
  return (
    <section className="card" aria-labelledby="fate">
      <div className="hd">
        <h2 id="fate">{t('settings.fate.title')}</h2>
      </div>
      <Loaded query={query} rows={3}>
        {(now) => (now.toMe ? <Answer now={now} /> : own && !here?.archivedAt ? <Hand now={now} /> : null)}
      </Loaded>
      {own && !here?.demo && <Archive key={here?.archivedAt ?? ''} />}
    </section>
  )
}

/** Does something with the business, and asks anew for all that it changes. */
function useDo(go: () => Promise<unknown>, done?: string) {
  const { t } = useTranslation()
  const client = useQueryClient()
  return useMutation({
    mutationFn: go,
    onSuccess: async () => {
      if (done) notifications.show({ message: t(done) })
      await forget(client)
    },
    onError: (e) => notifications.show({ color: 'red', message: explain(e, t) }),
  })
}

function Answer({ now }: { now: Handover }) {
  const { t } = useTranslation()
  const take = useDo(
    () => call(api.POST('/v1/workspace/handover/answer', { body: { take: true } })),
    'settings.fate.taken',
  )
  const refuse = useDo(() => call(api.POST('/v1/workspace/handover/answer', { body: { take: false } })))
  return (
    <div className="form">
      <p>{t('settings.fate.toMe', { name: now.from })}</p>
      <div className="row">
        <button type="button" className="btn p" disabled={take.isPending} onClick={() => take.mutate()}>
          {t('settings.fate.take')}
        </button>
        <button type="button" className="btn o" disabled={refuse.isPending} onClick={() => refuse.mutate()}>
          {t('settings.fate.refuse')}
        </button>
      </div>
    </div>
  )
}

function Hand({ now }: { now: Handover }) {
  const { t } = useTranslation()
  const f = useFormat()
  const withdraw = useDo(() => call(api.DELETE('/v1/workspace/handover')))
  if (!now.from) return <Offer />
  return (
    <div className="form">
      <p>{t('settings.fate.waits', { name: now.to, date: now.expiresAt ? f.date(now.expiresAt) : '' })}</p>
      <div>
        <button type="button" className="btn o" disabled={withdraw.isPending} onClick={() => withdraw.mutate()}>
          {t('settings.fate.withdraw')}
        </button>
      </div>
    </div>
  )
}

const leave = 'leave'

function Offer() {
  const { t } = useTranslation()
  const me = useSession()?.user?.id
  const client = useQueryClient()
  const users = useQuery({ queryKey: ['users'], queryFn: ({ signal }) => call(api.GET('/v1/users', { signal })) })
  const [form, setForm] = useState({ to: '', after: 'admin', password: '' })
  const offer = useMutation({
    mutationFn: () => {
      const after = form.after === leave ? undefined : (form.after as Exclude<Role, 'owner'>)
      return call(api.POST('/v1/workspace/handover', { body: { to: form.to, after, password: form.password } }))
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['handover'] }),
  })
  const others = (users.data ?? []).filter((m) => m.id !== me && !m.invited)
  const submit = (e: FormEvent) => {
    e.preventDefault()
    offer.mutate()
  }
  return (
    <form className="form" onSubmit={submit}>
      <p className="t2">{t('settings.fate.handoverLead')}</p>
      {users.data && others.length === 0 ? (
        <p className="t3 sm">{t('settings.fate.nobody')}</p>
      ) : (
        <>
          <div className="pairs">
            <Select
              label={t('settings.fate.to')}
              value={form.to || null}
              onChange={(to) => setForm({ ...form, to: to ?? '' })}
              data={others.map((m) => ({ value: m.id, label: `${m.name} (${m.email})` }))}
            />
            <Select
              label={t('settings.fate.after')}
              value={form.after}
              allowDeselect={false}
              onChange={(after) => after && setForm({ ...form, after })}
              data={[
                ...roles.filter((r) => r !== 'owner').map((r) => ({ value: r as string, label: t(`role.${r}`) })),
                { value: leave, label: t('settings.fate.leave') },
              ]}
            />
          </div>
          {form.to && (
            <PasswordInput
              label={t('settings.fate.password')}
              value={form.password}
              onChange={(e) => setForm({ ...form, password: e.target.value })}
              autoComplete="current-password"
              visibilityToggleButtonProps={{ 'aria-label': t('settings.me.showPassword') }}
            />
          )}
          {offer.error && (
            <p className="bad" role="alert">
              {explain(offer.error, t)}
            </p>
          )}
          <div>
            <button type="submit" className="btn o" disabled={!form.to || offer.isPending}>
              {t('settings.fate.offer')}
            </button>
          </div>
        </>
      )}
    </form>
  )
}

function Archive() {
  const { t } = useTranslation()
  const f = useFormat()
  const here = useSession()?.workspace
  const [sure, setSure] = useState(false)
  const archive = useDo(() => call(api.POST('/v1/workspace/archive')))
  const restore = useDo(() => call(api.POST('/v1/workspace/restore')), 'settings.fate.restored')
  if (here?.archivedAt)
    return (
      <div className="form">
        <p>{t('settings.fate.isArchived', { date: f.date(here.archivedAt) })}</p>
        <div>
          <button type="button" className="btn p" disabled={restore.isPending} onClick={() => restore.mutate()}>
            {t('settings.fate.restore')}
          </button>
        </div>
      </div>
    )
  return (
    <div className="form">
      <p className="t2">{t('settings.fate.archiveLead')}</p>
      <div className="row">
        {sure ? (
          <>
            <button type="button" className="btn p" disabled={archive.isPending} onClick={() => archive.mutate()}>
              {t('settings.fate.archiveSure', { name: here?.name })}
            </button>
            <button type="button" className="btn" onClick={() => setSure(false)}>
              {t('common.cancel')}
            </button>
          </>
        ) : (
          <button type="button" className="btn o" onClick={() => setSure(true)}>
            {t('settings.fate.archive')}
          </button>
        )}
      </div>
    </div>
  )
}
