import { Modal, Select, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { DepartmentInfo, Sight } from '@/api/types'
import { Icon } from '@/parts/Icon'
import { explain, IconButton, Loaded, Tag } from '@/parts/parts'

const departments = ['departments']
export const useDepartments = () =>
  useQuery({ queryKey: departments, queryFn: ({ signal }) => call(api.GET('/v1/departments', { signal })) })

/** How much can be seen at most; full is what the role sees. */
export function Limit({ label, value, onChange, hint }: LimitProps) {
  const { t } = useTranslation()
  const sights: Sight[] = ['full', 'masked', 'hidden']
  return (
    <Select
      label={label}
      description={hint}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      allowDeselect={false}
      value={value}
      onChange={(v) => v && onChange(v as Sight)}
      data={sights.map((s) => ({
        value: s,
        label: t(s === 'full' ? 'settings.departments.asRole' : `settings.security.sight.${s}`),
      }))}
    />
  )
}
interface LimitProps {
  label: string
  value: Sight
  onChange: (s: Sight) => void
  hint?: string
}

/** Parts of the business, and the most that their people see. */
export function Departments() {
  const { t } = useTranslation()
  const query = useDepartments()
  const [open, setOpen] = useState<{ edit?: DepartmentInfo; remove?: DepartmentInfo }>()
  const close = () => setOpen(undefined)
  const title = open?.remove
    ? t('settings.departments.removeOf', { name: open.remove.name })
    : open?.edit
      ? t('settings.departments.editOf', { name: open.edit.name })
      : t('settings.departments.new')
  return (
    <section className="card" aria-labelledby="departments">
      <div className="hd">
        <h2 id="departments">{t('settings.departments.title')}</h2>
        <span className="sp" />
        <button type="button" className="btn o" onClick={() => setOpen({})}>
          <Icon name="plus" size="s" />
          {t('settings.departments.new')}
        </button>
      </div>
      <p className="about">{t('settings.departments.lead')}</p>
      <Loaded query={query} rows={2}>
        {(list) => (
          <ul className="rows flat">
            {list.map((d) => (
              <li key={d.id}>
                <span className="two">
                  <b>{d.name}</b>
                  <small>
                    <Link to="/settings" search={{ tab: 'people', department: d.id }}>
                      {t('settings.departments.people', { count: d.members, n: d.members })}
                    </Link>
                  </small>
                </span>
                {d.sight !== 'full' && <Tag tone="warn">{t(`settings.departments.sees.${d.sight}`)}</Tag>}
                <IconButton
                  icon="edit"
                  label={t('settings.departments.editOf', { name: d.name })}
                  onClick={() => setOpen({ edit: d })}
                />
                <IconButton
                  icon="trash"
                  label={t('settings.departments.removeOf', { name: d.name })}
                  onClick={() => setOpen({ remove: d })}
                />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      <Modal
        opened={!!open}
        onClose={close}
        title={title}
        closeButtonProps={{ 'aria-label': t('common.close') }}
        classNames={{ content: 'set' }}
      >
        {open?.remove ? <Remove of={open.remove} onClose={close} /> : open && <Edit of={open.edit} onClose={close} />}
      </Modal>
    </section>
  )
}

/** Does something with a department, and asks anew for the people. */
function useDo(go: () => Promise<unknown>, onClose: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: go,
    onSuccess: async () => {
      await Promise.all([departments, ['users']].map((queryKey) => client.invalidateQueries({ queryKey })))
      onClose()
    },
  })
}

interface Doing {
  onClose: () => void
}

function Edit({ of, onClose }: Doing & { of?: DepartmentInfo }) {
  const { t } = useTranslation()
  const [f, setF] = useState({ name: of?.name ?? '', sight: of?.sight ?? ('full' as Sight) })
  const save = useDo(() => {
    const body = { ...f, name: f.name.trim() }
    return of
      ? call(api.PATCH('/v1/departments/{id}', { params: { path: { id: of.id } }, body }))
      : call(api.POST('/v1/departments', { body }))
  }, onClose)
  const submit = (e: FormEvent) => {
    e.preventDefault()
    save.mutate()
  }
  return (
    <form className="dlg" onSubmit={submit}>
      <TextInput
        label={t('settings.departments.name')}
        value={f.name}
        onChange={(e) => setF({ ...f, name: e.target.value })}
        required
        maxLength={200}
        data-autofocus
      />
      <Limit
        label={t('settings.departments.limit')}
        value={f.sight}
        onChange={(sight) => setF({ ...f, sight })}
        hint={t('settings.departments.limitHint')}
      />
      <Act go={t('common.save')} doing={save} onClose={onClose} disabled={!f.name.trim()} submit />
    </form>
  )
}

/** Its people stay: in another department, or in none. */
function Remove({ of, onClose }: Doing & { of: DepartmentInfo }) {
  const { t } = useTranslation()
  const others = (useDepartments().data ?? []).filter((d) => d.id !== of.id)
  const [to, setTo] = useState('')
  const remove = useDo(
    () => call(api.DELETE('/v1/departments/{id}', { params: { path: { id: of.id }, query: { to: to || undefined } } })),
    onClose,
  )
  return (
    <div className="dlg">
      <p>{t('settings.departments.removeExplain')}</p>
      <Select
        label={t('settings.departments.to')}
        value={to}
        allowDeselect={false}
        onChange={(v) => setTo(v ?? '')}
        data={[
          { value: '', label: t('settings.departments.nowhere') },
          ...others.map((d) => ({ value: d.id, label: d.name })),
        ]}
      />
      <Act
        go={t(to ? 'settings.departments.merge' : 'settings.departments.remove')}
        doing={remove}
        onClose={onClose}
        click={() => remove.mutate()}
      />
    </div>
  )
}

/** The foot of a dialog: what went wrong, and the two buttons. */
export function Act({ go, doing, onClose, disabled, submit, click }: ActProps) {
  const { t } = useTranslation()
  return (
    <>
      {!!doing.error && (
        <p className="bad" role="alert">
          {explain(doing.error, t)}
        </p>
      )}
      <div className="dlg-act">
        <button type="button" className="btn" onClick={onClose}>
          {t('common.cancel')}
        </button>
        <button
          type={submit ? 'submit' : 'button'}
          className="btn p"
          disabled={doing.isPending || disabled}
          onClick={click}
        >
          {go}
        </button>
      </div>
    </>
  )
}
interface ActProps extends Doing {
  go: string
  doing: { error: unknown; isPending: boolean }
  disabled?: boolean
  submit?: boolean
  click?: () => void
}
