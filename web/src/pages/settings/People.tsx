import { Modal, Select, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { Member, Role } from '@/api/types'
import { initials } from '@/format'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { explain, IconButton, Loaded, Tag } from '@/parts/parts'
import { useSession } from '@/session'
import { CopyButton } from '../sources/Code'
import { Act, Departments, Limit, useDepartments } from './Departments'
import { Provider } from './Provider'

export const roles: Role[] = ['owner', 'admin', 'editor', 'agent', 'analyst', 'viewer']
const users = ['users']

/** Who may come in, and as what. */
export function People() {
  const { t } = useTranslation()
  const { department } = useSearch({ strict: false }) as { department?: string }
  const query = useQuery({
    queryKey: [...users, department],
    queryFn: ({ signal }) => call(api.GET('/v1/users', { params: { query: { department } }, signal })),
    placeholderData: keepPreviousData,
  })
  const [inviting, setInviting] = useState(false)
  return (
    <>
      <section className="card" aria-labelledby="people">
        <div className="hd">
          <h2 id="people">{t('settings.tab.people')}</h2>
          {query.data && <span className="tag">{query.data.length}</span>}
          <span className="sp" />
          <Of department={department} />
          <button type="button" className="btn p" onClick={() => setInviting(true)}>
            <Icon name="plus" size="s" />
            {t('settings.people.invite')}
          </button>
        </div>
        <Loaded query={query} rows={3}>
          {(list) => (
            <ul className="rows">
              {list.map((m) => (
                <Person key={m.id} member={m} />
              ))}
            </ul>
          )}
        </Loaded>
      </section>
      <Departments />
      <Provider />
      <section className="card" aria-labelledby="roles">
        <div className="hd">
          <h2 id="roles">{t('settings.people.roles')}</h2>
        </div>
        <dl className="roles">
          {roles.map((r) => (
            <div key={r}>
              <dt>{t(`role.${r}`)}</dt>
              <dd>{t(`settings.people.may.${r}`)}</dd>
            </div>
          ))}
        </dl>
      </section>
      <Modal
        opened={inviting}
        onClose={() => setInviting(false)}
        title={t('settings.people.inviteTitle')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
        classNames={{ content: 'set' }}
      >
        <Invite onClose={() => setInviting(false)} />
      </Modal>
    </>
  )
}

/** Narrows the list to a department; a link shows a colleague the same. */
function Of({ department }: { department?: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const all = useDepartments().data
  if (!all?.length) return null
  return (
    <Select
      aria-label={t('settings.people.department')}
      size="xs"
      w={160}
      allowDeselect={false}
      value={department ?? ''}
      onChange={(v) =>
        void navigate({ to: '/settings', search: { tab: 'people', department: v || undefined }, replace: true })
      }
      data={[
        { value: '', label: t('settings.people.all') },
        ...all.map((d) => ({ value: d.id, label: d.name })),
        { value: 'none', label: t('settings.departments.nowhere') },
      ]}
    />
  )
}

function Person({ member: m }: { member: Member }) {
  const { t } = useTranslation()
  const user = useSession()?.user
  const me = user?.id === m.id
  const above = m.role === 'owner' && user?.role !== 'owner'
  const client = useQueryClient()
  const [removing, setRemoving] = useState(false)
  const [placing, setPlacing] = useState(false)
  const [resetting, setResetting] = useState(false)
  const change = useMutation({
    mutationFn: (role: Role) => call(api.PATCH('/v1/users/{id}', { params: { path: { id: m.id } }, body: { role } })),
    onSuccess: () => client.invalidateQueries({ queryKey: users }),
    onError: (e) => notifications.show({ color: 'red', message: explain(e, t) }),
  })
  return (
    <li>
      <span className="av" aria-hidden="true">
        {initials(m.name)}
      </span>
      <span className="two">
        <b>
          {m.name}
          {me && <small className="t3"> {t('settings.people.you')}</small>}
        </b>
        <small className="any">{[m.email, m.department?.name].filter(Boolean).join(' · ')}</small>
      </span>
      {m.invited && (
        <Tag tone="warn" icon="clock">
          {t('settings.people.invited')}
        </Tag>
      )}
      {m.secondStep && <Tag tone="good">{t('settings.people.twoSteps')}</Tag>}
      {m.sees !== 'full' && <Tag>{t(`settings.departments.sees.${m.sees}`)}</Tag>}
      <Select
        aria-label={t('settings.people.roleOf', { name: m.name })}
        size="xs"
        w={150}
        allowDeselect={false}
        value={m.role}
        disabled={me || above || change.isPending}
        onChange={(r) => r && change.mutate(r as Role)}
        data={roles.map((r) => ({
          value: r,
          label: t(`role.${r}`),
          disabled: r === 'owner' && user?.role !== 'owner',
        }))}
      />
      <IconButton
        icon="edit"
        label={t('settings.people.placeOf', { name: m.name })}
        disabled={above}
        onClick={() => setPlacing(true)}
      />
      {!m.invited && (
        <button
          type="button"
          className="btn i"
          disabled={me || above}
          aria-label={t('settings.people.resetOf', { name: m.name })}
          title={t('settings.people.reset')}
          onClick={() => setResetting(true)}
        >
          <Icon name="key" />
        </button>
      )}
      <button
        type="button"
        className="btn i"
        disabled={me || above}
        aria-label={t('settings.people.removeOf', { name: m.name })}
        onClick={() => setRemoving(true)}
      >
        <Icon name="trash" />
      </button>
      <Modal
        opened={placing}
        onClose={() => setPlacing(false)}
        title={m.name}
        closeButtonProps={{ 'aria-label': t('common.close') }}
        classNames={{ content: 'set' }}
      >
        <Place member={m} onClose={() => setPlacing(false)} />
      </Modal>
      <Modal
        opened={removing}
        onClose={() => setRemoving(false)}
        title={t('settings.people.removeTitle', { name: m.name })}
        closeButtonProps={{ 'aria-label': t('common.close') }}
        classNames={{ content: 'set' }}
      >
        <Remove member={m} onClose={() => setRemoving(false)} />
      </Modal>
      <Modal
        opened={resetting}
        onClose={() => setResetting(false)}
        title={t('settings.people.resetTitle', { name: m.name })}
        closeButtonProps={{ 'aria-label': t('common.close') }}
        classNames={{ content: 'set' }}
      >
        <Reset member={m} onClose={() => setResetting(false)} />
      </Modal>
    </li>
  )
}

/** Where somebody works, and the most that they see. */
function Place({ member: m, onClose }: { member: Member; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [f, setF] = useState({ department: m.department?.id ?? '', limit: m.limit })
  const save = useMutation({
    mutationFn: () => call(api.PATCH('/v1/users/{id}', { params: { path: { id: m.id } }, body: f })),
    onSuccess: async () => {
      await client.invalidateQueries() // what the reader sees may have changed
      onClose()
    },
  })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    save.mutate()
  }
  return (
    <form className="dlg" onSubmit={submit}>
      <InDepartment value={f.department} onChange={(department) => setF({ ...f, department })} />
      {m.role === 'owner' ? (
        <p className="t3 sm">{t('settings.people.limitOwner')}</p>
      ) : (
        <Limit
          label={t('settings.people.limit')}
          value={f.limit}
          onChange={(limit) => setF({ ...f, limit })}
          hint={t('settings.people.limitHint', { sight: t(`settings.security.sight.${m.sees}`) })}
        />
      )}
      <Act go={t('common.save')} doing={save} onClose={onClose} submit />
    </form>
  )
}

function InDepartment({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const { t } = useTranslation()
  const all = useDepartments().data ?? []
  return (
    <Select
      label={t('settings.people.department')}
      value={value}
      allowDeselect={false}
      onChange={(v) => onChange(v ?? '')}
      data={[
        { value: '', label: t('settings.departments.nowhere') },
        ...all.map((d) => ({ value: d.id, label: d.name })),
      ]}
    />
  )
}

/** A link by which somebody sets a new password: made on demand, shown once. */
function Reset({ member, onClose }: { member: Member; onClose: () => void }) {
  const { t } = useTranslation()
  const make = useMutation({
    mutationFn: () => call(api.POST('/v1/users/{id}/reset-link', { params: { path: { id: member.id } } })),
  })
  if (make.data)
    return <HandOver name={member.name} url={make.data.resetUrl} until={make.data.expiresAt} onClose={onClose} />
  return (
    <div className="dlg">
      <p>{t('settings.people.resetExplain', { name: member.name })}</p>
      {make.error && (
        <p className="bad" role="alert">
          {explain(make.error, t)}
        </p>
      )}
      <div className="dlg-act">
        <button type="button" className="btn" onClick={onClose}>
          {t('common.cancel')}
        </button>
        <button type="button" className="btn p" disabled={make.isPending} onClick={() => make.mutate()}>
          {t('settings.people.resetGo')}
        </button>
      </div>
    </div>
  )
}

function Remove({ member, onClose }: { member: Member; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const remove = useMutation({
    mutationFn: () => call(api.DELETE('/v1/users/{id}', { params: { path: { id: member.id } } })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: users })
      onClose()
    },
  })
  return (
    <div className="dlg">
      <p>{t('settings.people.removeExplain')}</p>
      {remove.error && (
        <p className="bad" role="alert">
          {explain(remove.error, t)}
        </p>
      )}
      <div className="dlg-act">
        <button type="button" className="btn" onClick={onClose}>
          {t('common.cancel')}
        </button>
        <button type="button" className="btn p" disabled={remove.isPending} onClick={() => remove.mutate()}>
          {t('settings.people.removeGo')}
        </button>
      </div>
    </div>
  )
}

function Invite({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const own = useSession()?.user?.role === 'owner'
  const departments = useDepartments().data
  const [form, setForm] = useState({ name: '', email: '', role: 'editor' as Role, department: '' })
  const invite = useMutation({
    mutationFn: () =>
      call(
        api.POST('/v1/users', {
          body: {
            ...form,
            name: form.name.trim(),
            email: form.email.trim(),
            department: form.department || undefined,
          },
        }),
      ),
    onSuccess: () => Promise.all([users, ['departments']].map((queryKey) => client.invalidateQueries({ queryKey }))),
  })
  if (invite.data)
    return (
      <HandOver
        name={invite.data.member.name}
        url={invite.data.inviteUrl}
        until={invite.data.expiresAt}
        onClose={onClose}
      />
    )
  const submit = (e: FormEvent) => {
    e.preventDefault()
    invite.mutate()
  }
  return (
    <form className="dlg" onSubmit={submit}>
      <TextInput
        label={t('settings.people.name')}
        value={form.name}
        onChange={(e) => setForm({ ...form, name: e.target.value })}
        required
        maxLength={200}
        data-autofocus
      />
      <TextInput
        label={t('settings.people.email')}
        type="email"
        value={form.email}
        onChange={(e) => setForm({ ...form, email: e.target.value })}
        required
        maxLength={254}
      />
      <Select
        label={t('settings.people.role')}
        description={t(`settings.people.may.${form.role}`)}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        allowDeselect={false}
        value={form.role}
        onChange={(r) => r && setForm({ ...form, role: r as Role })}
        data={roles.filter((r) => r !== 'owner' || own).map((r) => ({ value: r, label: t(`role.${r}`) }))}
      />
      {!!departments?.length && (
        <InDepartment value={form.department} onChange={(department) => setForm({ ...form, department })} />
      )}
      {invite.error && (
        <p className="bad" role="alert">
          {explain(invite.error, t)}
        </p>
      )}
      <div className="dlg-act">
        <button type="button" className="btn" onClick={onClose}>
          {t('common.cancel')}
        </button>
        <button type="submit" className="btn p" disabled={invite.isPending}>
          {t('settings.people.makeLink')}
        </button>
      </div>
    </form>
  )
}

/** A link to hand over; it cannot be shown again. */
function HandOver({ name, url, until, onClose }: { name: string; url: string; until: string; onClose: () => void }) {
  const { t } = useTranslation()
  const f = useFormat()
  const link = new URL(url, location.origin).href
  return (
    <div className="dlg">
      <p>{t('settings.people.linkFor', { name })}</p>
      <code className="secret">{link}</code>
      <div className="row">
        <CopyButton text={link} primary />
        <span className="t3 sm">{t('settings.people.until', { date: f.dateTime(until) })}</span>
      </div>
      <div className="dlg-act">
        <button type="button" className="btn o" onClick={onClose}>
          {t('common.done')}
        </button>
      </div>
    </div>
  )
}
