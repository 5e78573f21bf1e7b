import { PasswordInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ApiError, call } from '@/api/client'
import { Icon } from '@/parts/Icon'
import { explainPasskey, knowsPasskeys, usePasskeySignIn } from '@/passkey'
import { withProof } from '@/proof'
import { forget, useSession } from '@/session'
import { useTitle } from '@/shell/PageStates'
import { asksCode, CodeInput } from './CodeInput'
import { Door, FormError, Working } from './Door'
import { ByCompany, ByProvider } from './Elsewhere'

/** The staff page is one of its own. */
const isStaff = (to?: string): to is string => /^\/staff\//.test(to ?? '')

export default function SignInPage() {
  const { t } = useTranslation()
  useTitle(t('signIn.title'))
  const client = useQueryClient()
  const navigate = useNavigate()
  const { to, at } = useSearch({ from: '/sign-in' })
  const session = useSession()
  const demo = session?.demoLogin
  const form = useForm({
    initialValues: { email: demo?.email ?? '', password: demo?.password ?? '', code: '' },
    validate: {
      email: (v) => (v.trim() ? null : t('common.required')),
      password: (v) => (v ? null : t('common.required')),
    },
  })
  const [byCompany, setByCompany] = useState(false)
  const provider = at ? { id: at, label: undefined } : session?.providers[0]
  const [working, setWorking] = useState(false)
  const [twoSteps, setTwoSteps] = useState(false)
  const [refused, setRefused] = useState<unknown>()
  const inside = async () => {
    await forget(client)
    if (isStaff(to)) location.assign(to)
    else await navigate({ to: (to ?? '/') as '/' })
  }
  const passkeys = knowsPasskeys() && session?.passkeysAt === location.origin
  const byPasskey = usePasskeySignIn(passkeys, { done: () => void inside(), failed: setRefused })
  const enter = useMutation({
    mutationFn: (v: { email: string; password: string; code: string }) =>
      withProof((proof) => call(api.POST('/v1/session', { body: { ...v, proof } })), setWorking),
    onMutate: () => setRefused(undefined),
    onError: (e) => asksCode(e) && setTwoSteps(true),
    onSuccess: inside,
  })
  const error = refused ?? enter.error
  const wrong = !refused && enter.error instanceof ApiError && enter.error.status === 401 && !asksCode(enter.error)
  const fresh = !refused && asksCode(enter.error) && !form.values.code
  if (byCompany)
    return (
      <Door>
        <ByCompany to={to} done={() => setByCompany(false)} />
      </Door>
    )
  return (
    <Door>
      <form className="card" noValidate onSubmit={form.onSubmit((v) => enter.mutate(v))}>
        <div>
          <h1>{t('signIn.title')}</h1>
          <p className="lead">{t(demo ? 'signIn.demo' : 'signIn.lead')}</p>
        </div>
        <FormError>{error && !fresh && (wrong ? t('signIn.wrong') : explainPasskey(error, t))}</FormError>
        <TextInput
          label={t('signIn.email')}
          type="email"
          autoComplete={passkeys ? 'username webauthn' : 'username'}
          autoFocus
          {...form.getInputProps('email')}
        />
        <PasswordInput
          label={t('signIn.password')}
          autoComplete="current-password"
          {...form.getInputProps('password')}
        />
        {twoSteps && <CodeInput {...form.getInputProps('code')} />}
        <button type="submit" className="btn p wide" disabled={enter.isPending}>
          {t('signIn.go')}
        </button>
        {(passkeys || provider || session?.byDomain) && <span className="door-or">{t('signIn.or')}</span>}
        {provider && (
          <ByProvider
            at={provider.id}
            to={to}
            label={provider.label ? t('signIn.by', { name: provider.label }) : t('signIn.byCompany')}
          />
        )}
        {!provider && session?.byDomain && (
          <button type="button" className="btn o wide" onClick={() => setByCompany(true)}>
            <Icon name="users" size="s" />
            {t('signIn.byCompany')}
          </button>
        )}
        {passkeys && (
          <button type="button" className="btn o wide" onClick={byPasskey}>
            <Icon name="key" size="s" />
            {t('signIn.passkey')}
          </button>
        )}
        <Working now={working} />
      </form>
    </Door>
  )
}
