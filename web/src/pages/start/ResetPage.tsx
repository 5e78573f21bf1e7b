import { PasswordInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, ApiError, call } from '@/api/client'
import type { ResetInfo } from '@/api/types'
import { Empty, explain, Failed, Waiting } from '@/parts/parts'
import { useTitle } from '@/shell/PageStates'
import { Door, FormError } from './Door'
import { shortest } from './WelcomePage'

/** Where a link leads that sets a new password. */
export default function ResetPage() {
  const { t } = useTranslation()
  useTitle(t('reset.title'))
  const { token } = useParams({ from: '/reset/$token' })
  const info = useQuery({
    queryKey: ['reset', token],
    retry: false,
    queryFn: () => call(api.GET('/v1/resets/{token}', { params: { path: { token } } })),
  })
  const gone = info.error instanceof ApiError && info.error.status === 404
  return (
    <Door>
      {info.data ? (
        <SetPassword token={token} info={info.data} />
      ) : (
        <div className="card box">
          {gone ? (
            <Empty icon="key" title={t('reset.gone')} action={<ToSignIn />} />
          ) : info.error ? (
            <Failed error={info.error} retry={() => info.refetch()} />
          ) : (
            <Waiting rows={4} />
          )}
        </div>
      )}
    </Door>
  )
}

function ToSignIn() {
  const { t } = useTranslation()
  return (
    <Link to="/sign-in" className="btn o">
      {t('signIn.go')}
    </Link>
  )
}

function SetPassword({ token, info }: { token: string; info: ResetInfo }) {
  const { t } = useTranslation()
  const form = useForm({
    initialValues: { password: '' },
    validate: { password: (v) => ([...v].length >= shortest ? null : t('welcome.passwordShort', { n: shortest })) },
  })
  const set = useMutation({
    mutationFn: (body: { password: string }) =>
      call(api.POST('/v1/resets/{token}', { params: { path: { token } }, body })),
  })
  if (set.isSuccess)
    return (
      <div className="card box">
        <Empty icon="check" title={t('reset.done')} action={<ToSignIn />} />
      </div>
    )
  return (
    <form className="card" noValidate onSubmit={form.onSubmit((v) => set.mutate(v))}>
      <div>
        <h1>{t('reset.title')}</h1>
        <p className="lead">{t('reset.lead', { name: info.name })}</p>
      </div>
      <FormError>{set.error && explain(set.error, t)}</FormError>
      <TextInput label={t('welcome.email')} value={info.email} readOnly autoComplete="username" />
      <PasswordInput
        label={t('welcome.password')}
        description={t('welcome.passwordHint', { n: shortest })}
        autoComplete="new-password"
        autoFocus
        {...form.getInputProps('password')}
      />
      <button type="submit" className="btn p wide big" disabled={set.isPending}>
        {t('reset.go')}
      </button>
    </form>
  )
}
