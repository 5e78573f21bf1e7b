import { Modal, Select, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { Member, Role } from '@/api/types'
import { initials } from '@/format'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { explain, Loaded, Tag } from '@/parts/parts'
import { useSession } from '@/session'
import { CopyButton } from '../sources/Code'
import { Provider } from './Provider'

export const roles: Role[] = ['owner', 'admin', 'editor', 'agent', 'analyst', 'viewer']
const users = ['users']

/** Who may come in, and as what. */
export function People() {
  const { t } = useTranslation()
  const query = useQuery({ queryKey: users, queryFn: ({ signal }) => call(api.GET('/v1/users', { signal })) })
  const [inviting, setInviting] = useState(false)
  return (
    <>
      <section className="card" aria-labelledby="people">
        <div className="hd">
          <h2 id="people">{t('settings.tab.people')}</h2>
          {query.data && <span className="tag">{query.data.length}</span>}
          <span className="sp" />
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

function Person({ member: m }: { member: Member }) {
  const { t } = useTranslation()
  const user = useSession()?.user
  const me = user?.id === m.id
  const above = m.role === 'owner' && user?.role !== 'owner'
  const client = useQueryClient()
  const [removing, setRemoving] = useState(false)
  const [resetting, setResetting] = useState(false)
  const change = useMutation({
    mutationFn: (role: Role) => call(api.PATCH('/v1/users/{id}', { params: { path: { id: m.id } }, body: { role } })),
    onSuccess: () => client.invalidateQueries({ queryKey: users }),
    onError: (e) => notifications.show({ color: 'red', message: explain(e, t) }),
  })
  const place = useMutation({
    mutationFn: (department: string) =>
      call(api.PATCH('/v1/users/{id}', { params: { path: { id: m.id } }, body: { department } })),
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
        <small className="any">{m.email}</small>
      </span>
      {m.invited && (
        <Tag tone="warn" icon="clock">
          {t('settings.people.invited')}
        </Tag>
      )}
      {m.secondStep && <Tag tone="good">{t('settings.people.twoSteps')}</Tag>}
      <TextInput
        aria-label={t('settings.people.departmentOf', { name: m.name })}
        placeholder={t('settings.people.department')}
        size="xs"
        w={130}
        maxLength={200}
        defaultValue={m.department}
        onBlur={(e) => e.target.value.trim() !== (m.department ?? '') && place.mutate(e.target.value.trim())}
      />
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
  const [form, setForm] = useState({ name: '', email: '', role: 'editor' as Role })
  const invite = useMutation({
    mutationFn: () =>
      call(api.POST('/v1/users', { body: { ...form, name: form.name.trim(), email: form.email.trim() } })),
    onSuccess: () => client.invalidateQueries({ queryKey: users }),
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
