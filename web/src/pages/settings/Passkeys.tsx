import { Modal, PasswordInput, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { PasskeyInfo, Passkeys as All } from '@/api/types'
import { useFormat } from '@/i18n'
import { EditText } from '@/parts/EditText'
import { Icon } from '@/parts/Icon'
import { Empty, explain, Loaded, Tag } from '@/parts/parts'
import { explainPasskey, knowsPasskeys, makePasskey } from '@/passkey'
import { device } from './device'
import { useSecondStep } from './Security'

const passkeys = ['passkeys']

/** The reader's passkeys: each signs in by a finger, a face or the device's PIN. */
export function Passkeys() {
  const { t } = useTranslation()
  const query = useQuery({
    queryKey: passkeys,
    queryFn: ({ signal }) => call(api.GET('/v1/me/passkeys', { signal })),
  })
  const [adding, setAdding] = useState(false)
  const why = query.data && unable(query.data, t)
  return (
    <section className="card" aria-labelledby="passkeys">
      <div className="hd">
        <h2 id="passkeys">{t('settings.passkeys.title')}</h2>
        {!!query.data?.passkeys.length && <span className="tag">{query.data.passkeys.length}</span>}
        <span className="sp" />
        <button type="button" className="btn o" disabled={!query.data || !!why} onClick={() => setAdding(true)}>
          <Icon name="plus" size="s" />
          {t('settings.passkeys.add')}
        </button>
      </div>
      <div className="form">
        <p className="t2">{t('settings.passkeys.lead')}</p>
        {why && <p className="t2">{why}</p>}
      </div>
      <Loaded query={query} rows={2}>
        {(now) =>
          now.passkeys.length > 0 ? (
            <ul className="rows">
              {now.passkeys.map((p) => (
                <One key={p.id} passkey={p} address={now.address} />
              ))}
            </ul>
          ) : (
            !why && <Empty icon="key" title={t('settings.passkeys.none')} />
          )
        }
      </Loaded>
      <Dialog opened={adding} close={() => setAdding(false)} title={t('settings.passkeys.addTitle')}>
        <Add close={() => setAdding(false)} />
      </Dialog>
    </section>
  )
}

/** Why no passkey can be added here, in the reader's words. */
function unable(now: All, t: (k: string, o?: Record<string, unknown>) => string) {
  if (now.why) return now.why
  if (!knowsPasskeys()) return t('passkey.unable')
  return now.address === location.origin ? undefined : t('passkey.elsewhere', { address: now.address })
}

function Dialog(p: { opened: boolean; close: () => void; title: string; children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <Modal
      opened={p.opened}
      onClose={p.close}
      title={p.title}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ content: 'set' }}
    >
      {p.children}
    </Modal>
  )
}

function One({ passkey: p, address }: { passkey: PasskeyInfo; address?: string }) {
  const { t } = useTranslation()
  const f = useFormat()
  const client = useQueryClient()
  const [removing, setRemoving] = useState(false)
  const rename = useMutation({
    mutationFn: (name: string) =>
      call(api.PATCH('/v1/me/passkeys/{id}', { params: { path: { id: p.id } }, body: { name } })),
    onSuccess: () => client.invalidateQueries({ queryKey: passkeys }),
    onError: (e) => notifications.show({ color: 'red', message: explain(e, t) }),
  })
  return (
    <li>
      <Icon name="key" />
      <span className="two">
        <EditText
          value={p.name}
          label={t('settings.passkeys.name')}
          max={200}
          onSave={(name) => name && rename.mutate(name)}
        />
        <small>
          {p.lastUsed
            ? t('settings.passkeys.used', { when: f.ago(p.lastUsed, Date.now()) })
            : t('settings.passkeys.unused')}{' '}
          · {t('settings.passkeys.since', { date: f.date(p.createdAt) })}
          {p.synced && ` · ${t('settings.passkeys.synced')}`}
        </small>
      </span>
      {address && new URL(address).hostname !== p.site && (
        <Tag tone="warn">{t('settings.passkeys.site', { site: p.site })}</Tag>
      )}
      <button
        type="button"
        className="btn i"
        aria-label={t('settings.passkeys.removeOf', { name: p.name })}
        onClick={() => setRemoving(true)}
      >
        <Icon name="trash" />
      </button>
      <Dialog
        opened={removing}
        close={() => setRemoving(false)}
        title={t('settings.passkeys.removeTitle', { name: p.name })}
      >
        <Remove passkey={p} close={() => setRemoving(false)} />
      </Dialog>
    </li>
  )
}

/** Password, and the code of who has a second step: asked again before the way of signing in changes. */
function useProof() {
  const [proof, setProof] = useState({ password: '', code: '' })
  const two = !!useSecondStep().data?.on
  return { proof, setProof, two, ready: !!proof.password && (!two || !!proof.code) }
}

function ProofFields({ proof, setProof, two }: Omit<ReturnType<typeof useProof>, 'ready'>) {
  const { t } = useTranslation()
  return (
    <>
      <PasswordInput
        label={t('settings.security.password')}
        value={proof.password}
        onChange={(e) => setProof({ ...proof, password: e.target.value })}
        autoComplete="current-password"
        visibilityToggleButtonProps={{ 'aria-label': t('settings.me.showPassword') }}
        required
      />
      {two && (
        <TextInput
          label={t('settings.passkeys.code')}
          value={proof.code}
          onChange={(e) => setProof({ ...proof, code: e.target.value })}
          autoComplete="one-time-code"
          maxLength={32}
          required
        />
      )}
    </>
  )
}

function Actions({ go, ready, close, error }: { go: string; ready: boolean; close: () => void; error: unknown }) {
  const { t } = useTranslation()
  return (
    <>
      {!!error && (
        <p className="bad" role="alert">
          {explainPasskey(error, t)}
        </p>
      )}
      <div className="dlg-act">
        <button type="button" className="btn" onClick={close}>
          {t('common.cancel')}
        </button>
        <button type="submit" className="btn p" disabled={!ready}>
          {go}
        </button>
      </div>
    </>
  )
}

function Add({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const here = device(navigator.userAgent)
  const [name, setName] = useState(here ? t('settings.sessions.on', here) : '')
  const { ready, ...fields } = useProof()
  const add = useMutation({
    mutationFn: async () => {
      const asked = await call(api.POST('/v1/me/passkeys/begin', { body: fields.proof }))
      const credential = await makePasskey(asked.options)
      await call(api.POST('/v1/me/passkeys', { body: { ceremony: asked.ceremony, name: name.trim(), credential } }))
    },
    onSuccess: async () => {
      notifications.show({ message: t('settings.passkeys.added') })
      await client.invalidateQueries({ queryKey: passkeys })
      close()
    },
  })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    add.mutate()
  }
  return (
    <form className="dlg" onSubmit={submit}>
      <TextInput
        label={t('settings.passkeys.name')}
        value={name}
        onChange={(e) => setName(e.target.value)}
        required
        maxLength={200}
        data-autofocus
      />
      <ProofFields {...fields} />
      <Actions
        go={t('settings.passkeys.go')}
        ready={ready && !!name.trim() && !add.isPending}
        close={close}
        error={add.error}
      />
    </form>
  )
}

function Remove({ passkey, close }: { passkey: PasskeyInfo; close: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { ready, ...fields } = useProof()
  const remove = useMutation({
    mutationFn: () =>
      call(api.POST('/v1/me/passkeys/{id}/end', { params: { path: { id: passkey.id } }, body: fields.proof })),
    onSuccess: async () => {
      notifications.show({ message: t('settings.passkeys.removed') })
      await client.invalidateQueries()
      close()
    },
  })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    remove.mutate()
  }
  return (
    <form className="dlg" onSubmit={submit}>
      <p>{t('settings.passkeys.removeExplain')}</p>
      <ProofFields {...fields} />
      <Actions
        go={t('settings.passkeys.removeGo')}
        ready={ready && !remove.isPending}
        close={close}
        error={remove.error}
      />
    </form>
  )
}
