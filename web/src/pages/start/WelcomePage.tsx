import { PasswordInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { Setup } from '@/api/types'
import { useLang } from '@/i18n'
import { explain } from '@/parts/parts'
import { forget, useSession } from '@/session'
import { useTitle } from '@/shell/PageStates'
import { Door, FormError } from './Door'

/** As the server counts. */
export const shortest = 10

/** The very first page: the business and its owner. */
export default function WelcomePage() {
  const { t } = useTranslation()
  useTitle('')
  const lang = useLang()
  const client = useQueryClient()
  const navigate = useNavigate()
  const { token: shown } = useSearch({ from: '/welcome' })
  const elsewhere = useSession()?.setupToken
  const need = (v: string) => (v.trim() ? null : t('common.required'))
  const form = useForm({
    initialValues: { token: shown ?? '', workspace: '', name: '', email: '', password: '' },
    validate: {
      token: (v) => (elsewhere ? need(v) : null),
      workspace: need,
      name: need,
      email: (v) => (/^\S+@\S+\.\S+$/.test(v.trim()) ? null : t('welcome.emailBad')),
      password: (v) => ([...v].length >= shortest ? null : t('welcome.passwordShort', { n: shortest })),
    },
  })
  const make = useMutation({
    mutationFn: (v: Setup) => call(api.POST('/v1/setup', { body: v })),
    onSuccess: async () => {
      await forget(client)
      await navigate({ to: '/start' })
    },
  })
  return (
    <Door>
      <div className="welcome">
        <div className="say">
          <h1>{t('welcome.title')}</h1>
          <p>{t('welcome.lead')}</p>
          <Picture />
        </div>
        <form
          className="card"
          noValidate
          onSubmit={form.onSubmit((v) =>
            make.mutate({ ...v, token: v.token.trim(), email: v.email.trim(), language: lang }),
          )}
        >
          <h2 className="b" style={{ fontSize: 'var(--fs-l)' }}>
            {t('welcome.form')}
          </h2>
          <FormError>{make.error && explain(make.error, t)}</FormError>
          {elsewhere && !shown && (
            <TextInput
              label={t('welcome.token')}
              description={t('welcome.tokenHint')}
              autoComplete="off"
              maxLength={64}
              {...form.getInputProps('token')}
            />
          )}
          <TextInput
            label={t('welcome.workspace')}
            placeholder={t('welcome.workspaceHint')}
            autoComplete="organization"
            autoFocus
            maxLength={200}
            {...form.getInputProps('workspace')}
          />
          <TextInput
            label={t('welcome.yourName')}
            autoComplete="name"
            maxLength={200}
            {...form.getInputProps('name')}
          />
          <TextInput label={t('welcome.email')} type="email" autoComplete="username" {...form.getInputProps('email')} />
          <PasswordInput
            label={t('welcome.password')}
            description={t('welcome.passwordHint', { n: shortest })}
            autoComplete="new-password"
            {...form.getInputProps('password')}
          />
          <button type="submit" className="btn p wide big" disabled={make.isPending}>
            {t('welcome.go')}
          </button>
        </form>
      </div>
    </Door>
  )
}

/** A small map: the stages narrow, one touchpoint hurts. */
function Picture() {
  const cols = [[70, 44, 52], [58, 30], [46, 50], [40]]
  return (
    <svg viewBox="0 0 420 190" aria-hidden="true">
      <path
        d="M0 12H86C100 12 98 26 112 26H192C206 26 204 40 218 40H298C312 40 310 48 324 48H420V64H0Z"
        fill="var(--brand-tint)"
      />
      {cols.map((col, x) =>
        col.map((w, y) => {
          const hurt = x === 1 && y === 1
          return (
            <g key={`${x}${y}`} transform={`translate(${x * 106 + 6} ${76 + y * 36})`}>
              <rect
                width="92"
                height="28"
                rx="6"
                fill="var(--surface)"
                stroke={hurt ? 'var(--pain)' : 'var(--line-strong)'}
              />
              <rect
                width="4"
                height="28"
                rx="2"
                fill={hurt ? 'var(--emo-n2)' : x === 2 ? 'var(--emo-p2)' : 'var(--emo-p1)'}
              />
              <rect x="12" y="8" width={w} height="5" rx="2.500" fill="var(--sunken)" />
              <rect x="12" y="18" width={w * 0.7} height="3" rx="1.500" fill={hurt ? 'var(--pain)' : 'var(--brand)'} />
            </g>
          )
        }),
      )}
    </svg>
  )
}
