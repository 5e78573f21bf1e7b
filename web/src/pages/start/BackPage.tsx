import { PasswordInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ApiError, call } from '@/api/client'
import type { ProviderArrival } from '@/api/types'
import { Empty, explain, Waiting } from '@/parts/parts'
import { withProof } from '@/proof'
import { forget } from '@/session'
import { useTitle } from '@/shell/PageStates'
import { asksCode, CodeInput } from './CodeInput'
import { Door, FormError, Working } from './Door'

/** What a provider sends browsers back with. */
function read() {
  const q = new URLSearchParams(location.search)
  const of = (name: string) => q.get(name) ?? undefined
  return { state: of('state') ?? '', code: of('code'), iss: of('iss'), error: of('error') }
}

/** Where somebody lands who signed in at a provider. */
export default function BackPage() {
  const { t } = useTranslation()
  useTitle(t('signIn.back'))
  const [back] = useState(read)
  useEffect(() => history.replaceState(history.state, '', location.pathname), []) // the code is for us alone
  const inside = useInside()
  const arrival = useQuery({
    queryKey: ['back', back.state],
    retry: false,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    queryFn: async () => {
      const a = await call(api.POST('/v1/session/provider', { body: back }))
      if (!a.prove) await inside(a)
      return a
    },
  })
  return (
    <Door>
      {arrival.data?.prove ? (
        <Prove ask={arrival.data.prove} inside={inside} />
      ) : arrival.error ? (
        <div className="card box">
          <Empty
            icon="alert"
            title={t('signIn.backFailed')}
            action={
              <Link to="/sign-in" className="btn o">
                {t('signIn.toStart')}
              </Link>
            }
          >
            {explain(arrival.error, t)}
          </Empty>
        </div>
      ) : (
        <div className="card box">
          <Waiting rows={4} />
        </div>
      )}
    </Door>
  )
}

function useInside() {
  const client = useQueryClient()
  const navigate = useNavigate()
  return async (a: ProviderArrival) => {
    await forget(client)
    const to = a.to ?? '/'
    if (to.startsWith('/staff/')) location.assign(to)
    else await navigate({ to: to as '/', replace: true })
  }
}

/** Asks once for the password of the account that somebody from a provider has here. */
function Prove({
  ask,
  inside,
}: {
  ask: NonNullable<ProviderArrival['prove']>
  inside: (a: ProviderArrival) => Promise<void>
}) {
  const { t } = useTranslation()
  const [working, setWorking] = useState(false)
  const [twoSteps, setTwoSteps] = useState(false)
  const form = useForm({ initialValues: { email: ask.email ?? '', password: '', code: '' } })
  const prove = useMutation({
    mutationFn: (v: { email: string; password: string; code: string }) =>
      withProof(
        (proof) => call(api.POST('/v1/session/provider/account', { body: { ...v, proof, ceremony: ask.ceremony } })),
        setWorking,
      ),
    onError: (e) => asksCode(e) && setTwoSteps(true),
    onSuccess: inside,
  })
  const wrong = prove.error instanceof ApiError && prove.error.status === 401 && !asksCode(prove.error)
  const fresh = asksCode(prove.error) && !form.values.code
  return (
    <form className="card" noValidate onSubmit={form.onSubmit((v) => prove.mutate(v))}>
      <div>
        <h1>{t('signIn.prove')}</h1>
        <p className="lead">{t('signIn.proveLead')}</p>
      </div>
      <FormError>{prove.error && !fresh && (wrong ? t('signIn.wrong') : explain(prove.error, t))}</FormError>
      <TextInput label={t('signIn.email')} type="email" autoComplete="username" {...form.getInputProps('email')} />
      <PasswordInput
        label={t('signIn.password')}
        autoComplete="current-password"
        autoFocus
        {...form.getInputProps('password')}
      />
      {twoSteps && <CodeInput {...form.getInputProps('code')} />}
      <button
        type="submit"
        className="btn p wide"
        disabled={prove.isPending || !form.values.email || !form.values.password}
      >
        {t('signIn.proveGo')}
      </button>
      <Working now={working} />
    </form>
  )
}
