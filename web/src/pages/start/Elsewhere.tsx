import { TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { ProviderRef } from '@/api/types'
import { Icon } from '@/parts/Icon'
import { explain } from '@/parts/parts'

/** Sends the browser to a provider, to sign in there and come back to BackPage. */
export function useElsewhere() {
  return useMutation({
    mutationFn: (body: { id: string; to?: string; invitation?: string }) =>
      call(api.POST('/v1/session/provider/begin', { body })),
    onSuccess: ({ address }) => location.assign(address),
  })
}

/** A button that goes to one provider. */
export function ByProvider({
  at,
  label,
  to,
  invitation,
  primary,
}: {
  at: string
  label: string
  to?: string
  invitation?: string
  primary?: boolean
}) {
  const { t } = useTranslation()
  const go = useElsewhere()
  return (
    <>
      <button
        type="button"
        className={'btn wide ' + (primary ? 'p' : 'o')}
        disabled={go.isPending || go.isSuccess}
        onClick={() => go.mutate({ id: at, to, invitation })}
      >
        <Icon name="users" size="s" />
        {label}
      </button>
      {go.error && (
        <p className="t2 sm" role="alert">
          {explain(go.error, t)}
        </p>
      )}
    </>
  )
}

/** Where there are several providers, the e-mail's domain tells which. */
export function ByCompany({ to, done }: { to?: string; done: () => void }) {
  const { t } = useTranslation()
  const [email, setEmail] = useState('')
  const go = useElsewhere()
  const find = useMutation({
    mutationFn: () => call(api.POST('/v1/session/provider/find', { body: { email: email.trim() } })),
    onSuccess: ({ id }: ProviderRef) => go.mutate({ id, to }),
  })
  const error = find.error ?? go.error
  const submit = (e: FormEvent) => {
    e.preventDefault()
    find.mutate()
  }
  return (
    <form className="card" onSubmit={submit}>
      <h1>{t('signIn.byCompany')}</h1>
      <TextInput
        label={t('signIn.companyEmail')}
        type="email"
        autoComplete="email"
        autoFocus
        value={email}
        onChange={(e) => setEmail(e.target.value)}
        error={error && explain(error, t)}
      />
      <button type="submit" className="btn p wide" disabled={!email.trim() || find.isPending || go.isPending}>
        {t('signIn.companyGo')}
      </button>
      <button type="button" className="btn wide" onClick={done}>
        {t('signIn.otherWay')}
      </button>
    </form>
  )
}
