import { PasswordInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ApiError, call } from '@/api/client'
import type { InvitationInfo } from '@/api/types'
import { Empty, explain, Failed, Waiting } from '@/parts/parts'
import { withProof } from '@/proof'
import { forget } from '@/session'
import { useTitle } from '@/shell/PageStates'
import { asksCode, CodeInput } from './CodeInput'
import { Door, FormError, Working } from './Door'
import { ByProvider } from './Elsewhere'
import { shortest } from './WelcomePage'

/** Where an invited person sets a password. */
export default function InvitationPage() {
  const { t } = useTranslation()
  useTitle(t('invitation.title'))
  const { token } = useParams({ from: '/invitations/$token' })
  const info = useQuery({
    queryKey: ['invitation', token],
    retry: false,
    queryFn: () => call(api.GET('/v1/invitations/{token}', { params: { path: { token } } })),
  })
  const gone = info.error instanceof ApiError && (info.error.status === 404 || info.error.status === 400)
  return (
    <Door>
      {info.data ? (
        <Accept token={token} info={info.data} />
      ) : gone ? (
        <div className="card box">
          <Empty
            icon="key"
            title={t('invitation.gone')}
            action={
              <Link to="/sign-in" className="btn o">
                {t('signIn.go')}
              </Link>
            }
          />
        </div>
      ) : info.error ? (
        <div className="card box">
          <Failed error={info.error} retry={() => info.refetch()} />
        </div>
      ) : (
        <div className="card box">
          <Waiting rows={4} />
        </div>
      )}
    </Door>
  )
}

function Accept({ token, info }: { token: string; info: InvitationInfo }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const form = useForm({
    initialValues: { name: info.name, password: '', code: '' },
    validate: {
      name: (v) => (info.account || v.trim() ? null : t('common.required')),
      password: (v) => {
        if (info.account) return v ? null : t('common.required')
        return [...v].length >= shortest ? null : t('welcome.passwordShort', { n: shortest })
      },
    },
  })
  const [working, setWorking] = useState(false)
  const [twoSteps, setTwoSteps] = useState(false)
  const accept = useMutation({
    mutationFn: (v: { name: string; password: string; code: string }) =>
      withProof(
        (proof) => call(api.POST('/v1/invitations/{token}', { params: { path: { token } }, body: { ...v, proof } })),
        setWorking,
      ),
    onError: (e) => asksCode(e) && setTwoSteps(true),
    onSuccess: async () => {
      await forget(client)
      await navigate({ to: '/' })
    },
  })
  const provider = info.provider && (
    <ByProvider
      at={info.provider.id}
      invitation={token}
      label={t('invitation.by', { name: info.provider.label })}
      primary={info.only}
    />
  )
  if (info.only && info.provider)
    return (
      <div className="card box">
        <div>
          <h1>{info.workspace}</h1>
          <p className="lead">{t('invitation.only', { name: info.provider.label })}</p>
        </div>
        {provider}
      </div>
    )
  const wrong = accept.error instanceof ApiError && accept.error.status === 401 && !asksCode(accept.error)
  const fresh = asksCode(accept.error) && !form.values.code
  return (
    <form className="card" noValidate onSubmit={form.onSubmit((v) => accept.mutate(v))}>
      <div>
        <h1>{info.workspace}</h1>
        <p className="lead">
          {t(info.department ? 'invitation.toDepartment' : 'invitation.to', {
            workspace: info.workspace,
            role: t(`role.${info.role}`),
            department: info.department,
          })}
        </p>
        <p className="lead">{t(info.account ? 'invitation.leadAccount' : 'invitation.lead')}</p>
      </div>
      <FormError>{accept.error && !fresh && (wrong ? t('signIn.wrong') : explain(accept.error, t))}</FormError>
      <TextInput label={t('welcome.email')} value={info.email} readOnly autoComplete="username" />
      {!info.account && (
        <TextInput label={t('welcome.yourName')} autoComplete="name" maxLength={200} {...form.getInputProps('name')} />
      )}
      <PasswordInput
        label={t('welcome.password')}
        description={!info.account && t('welcome.passwordHint', { n: shortest })}
        autoComplete={info.account ? 'current-password' : 'new-password'}
        autoFocus
        {...form.getInputProps('password')}
      />
      {twoSteps && <CodeInput {...form.getInputProps('code')} />}
      <button type="submit" className="btn p wide big" disabled={accept.isPending}>
        {t('invitation.go')}
      </button>
      {provider && <span className="door-or">{t('signIn.or')}</span>}
      {provider}
      <Working now={working} />
    </form>
  )
}
