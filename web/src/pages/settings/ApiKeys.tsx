import { Modal, MultiSelect, Select, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { APIKeyInfo, CreatedAPIKey, Role, Scope } from '@/api/types'
import { useFormat } from '@/i18n'
import { Confirm } from '@/parts/Confirm'
import { Icon } from '@/parts/Icon'
import { Empty, explain, Loaded, Tag } from '@/parts/parts'
import { useSession } from '@/session'
import { CopyButton } from '../sources/Code'
import { roles } from './People'

const keys = ['api-keys']

/** Keys by which other programs read and write as somebody with a role. */
export function ApiKeys() {
  const { t } = useTranslation()
  const query = useQuery({ queryKey: keys, queryFn: ({ signal }) => call(api.GET('/v1/api-keys', { signal })) })
  const [adding, setAdding] = useState(false)
  return (
    <section className="card" aria-labelledby="keys">
      <div className="hd">
        <h2 id="keys">{t('settings.tab.keys')}</h2>
        {!!query.data?.length && <span className="tag">{query.data.length}</span>}
        <span className="sp" />
        <button type="button" className="btn p" onClick={() => setAdding(true)}>
          <Icon name="plus" size="s" />
          {t('settings.keys.add')}
        </button>
      </div>
      <Loaded query={query} rows={3}>
        {(list) =>
          list.length > 0 ? (
            <ul className="rows">
              {list.map((k) => (
                <Key key={k.id} value={k} />
              ))}
            </ul>
          ) : (
            <Empty icon="key" title={t('settings.keys.none')}>
              {t('settings.keys.noneHint')}
            </Empty>
          )
        }
      </Loaded>
      <Modal
        opened={adding}
        onClose={() => setAdding(false)}
        title={t('settings.keys.addTitle')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
        classNames={{ content: 'set' }}
      >
        <Add onClose={() => setAdding(false)} />
      </Modal>
    </section>
  )
}

function Key({ value: k }: { value: APIKeyInfo }) {
  const { t } = useTranslation()
  const f = useFormat()
  const client = useQueryClient()
  const [removing, setRemoving] = useState(false)
  const remove = useMutation({
    mutationFn: () => call(api.DELETE('/v1/api-keys/{id}', { params: { path: { id: k.id } } })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys })
      setRemoving(false)
    },
  })
  return (
    <li>
      <Icon name="key" />
      <span className="two">
        <b>{k.name}</b>
        <small>
          <code>{k.prefix}…</code> · {t('settings.keys.made', { date: f.date(k.createdAt), who: k.maker || '?' })} ·{' '}
          {k.expiresAt ? t('settings.keys.until', { date: f.date(k.expiresAt) }) : t('settings.keys.endless')} ·{' '}
          {k.scopes && k.scopes.map((s) => t(`settings.keys.scope.${s.replace(':', '-')}`)).join(', ') + ' · '}
          {k.lastUsed ? t('settings.keys.used', { when: f.ago(k.lastUsed, Date.now()) }) : t('settings.keys.unused')}
        </small>
      </span>
      {k.ended && (
        <Tag tone="warn" icon="clock">
          {t(`settings.keys.ended.${k.ended}`)}
        </Tag>
      )}
      <Tag>{k.lessened ? t('settings.keys.lessened', { role: t(`role.${k.role}`) }) : t(`role.${k.role}`)}</Tag>
      <button
        type="button"
        className="btn i"
        aria-label={t('settings.keys.removeOf', { name: k.name })}
        onClick={() => setRemoving(true)}
      >
        <Icon name="trash" />
      </button>
      <Confirm
        opened={removing}
        close={() => setRemoving(false)}
        title={t('settings.keys.removeTitle', { name: k.name })}
        go={t('settings.keys.removeGo')}
        act={remove}
      >
        <p>{t('settings.keys.removeExplain')}</p>
      </Confirm>
    </li>
  )
}

const scopes: Scope[] = [
  'questions:read',
  'customers:read',
  'customers:write',
  'touches:write',
  'maps:write',
  'exports',
  'imports',
  'admin',
]
const never = 'never'
const lives = ['30', '90', '365', never]

/** When a key that lives so many days ends. */
function endOf(life: string) {
  return life === never ? undefined : new Date(Date.now() + Number(life) * 24 * 3600 * 1000).toISOString()
}

function Add({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const own = useSession()?.user?.role === 'owner'
  const [form, setForm] = useState({ name: '', role: 'viewer' as Role, scopes: [] as Scope[], life: '90' })
  const add = useMutation({
    mutationFn: () =>
      call(
        api.POST('/v1/api-keys', {
          body: {
            name: form.name.trim(),
            role: form.role,
            scopes: form.scopes.length ? form.scopes : undefined,
            expiresAt: endOf(form.life),
          },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: keys }),
  })
  if (add.data) return <Made made={add.data} onClose={onClose} />
  const submit = (e: FormEvent) => {
    e.preventDefault()
    add.mutate()
  }
  return (
    <form className="dlg" onSubmit={submit}>
      <TextInput
        label={t('settings.keys.name')}
        placeholder={t('settings.keys.nameHint')}
        value={form.name}
        onChange={(e) => setForm({ ...form, name: e.target.value })}
        required
        maxLength={200}
        data-autofocus
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
      <MultiSelect
        label={t('settings.keys.scopes')}
        description={t('settings.keys.scopesHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        placeholder={form.scopes.length ? undefined : t('settings.keys.scopesAll')}
        value={form.scopes}
        onChange={(v) => setForm({ ...form, scopes: v as Scope[] })}
        data={scopes.map((s) => ({ value: s, label: t(`settings.keys.scope.${s.replace(':', '-')}`) }))}
      />
      <Select
        label={t('settings.keys.life')}
        description={t('settings.keys.lifeHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        allowDeselect={false}
        value={form.life}
        onChange={(life) => life && setForm({ ...form, life })}
        data={lives.map((days) => ({
          value: days,
          label: days === never ? t('settings.keys.never') : t('settings.keys.days', { count: Number(days), n: days }),
        }))}
      />
      {add.error && (
        <p className="bad" role="alert">
          {explain(add.error, t)}
        </p>
      )}
      <div className="dlg-act">
        <button type="button" className="btn" onClick={onClose}>
          {t('common.cancel')}
        </button>
        <button type="submit" className="btn p" disabled={add.isPending}>
          {t('settings.keys.go')}
        </button>
      </div>
    </form>
  )
}

function Made({ made, onClose }: { made: CreatedAPIKey; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <div className="dlg">
      <p>{t('settings.keys.once')}</p>
      <code className="secret">{made.key}</code>
      <div>
        <CopyButton text={made.key} primary />
      </div>
      <div className="dlg-act">
        <button type="button" className="btn o" onClick={onClose}>
          {t('common.done')}
        </button>
      </div>
    </div>
  )
}
