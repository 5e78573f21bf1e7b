import { PasswordInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ApiError, call } from '@/api/client'
import { explain } from '@/parts/parts'
import { withProof } from '@/proof'
import { forget, useSession } from '@/session'
import { useTitle } from '@/shell/PageStates'
import { asksCode, CodeInput } from './CodeInput'
import { Door, FormError, Working } from './Door'

export default function SignInPage() {
  const { t } = useTranslation()
  useTitle(t('signIn.title'))
  const client = useQueryClient()
  const navigate = useNavigate()
  const { to } = useSearch({ from: '/sign-in' })
  const demo = useSession()?.demoLogin
  const form = useForm({
    initialValues: { email: demo?.email ?? '', password: demo?.password ?? '', code: '' },
    validate: {
      email: (v) => (v.trim() ? null : t('common.required')),
      password: (v) => (v ? null : t('common.required')),
    },
  })
  const [working, setWorking] = useState(false)
  const [twoSteps, setTwoSteps] = useState(false)
  const enter = useMutation({
    mutationFn: (v: { email: string; password: string; code: string }) =>
      withProof((proof) => call(api.POST('/v1/session', { body: { ...v, proof } })), setWorking),
    onError: (e) => asksCode(e) && setTwoSteps(true),
    onSuccess: async () => {
      await forget(client)
      await (to ? navigate({ to: to as '/' }) : navigate({ to: '/' }))
    },
  })
  const wrong = enter.error instanceof ApiError && enter.error.status === 401 && !asksCode(enter.error)
  const fresh = asksCode(enter.error) && !form.values.code
  return (
    <Door>
      <form className="card" noValidate onSubmit={form.onSubmit((v) => enter.mutate(v))}>
        <div>
          <h1>{t('signIn.title')}</h1>
          <p className="lead">{t(demo ? 'signIn.demo' : 'signIn.lead')}</p>
        </div>
        <FormError>{enter.error && !fresh && (wrong ? t('signIn.wrong') : explain(enter.error, t))}</FormError>
        <TextInput
          label={t('signIn.email')}
          type="email"
          autoComplete="username"
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
        <Working now={working} />
      </form>
    </Door>
  )
}
