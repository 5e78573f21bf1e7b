import { PasswordInput, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { MeChange } from '@/api/types'
import { setLang, useLang } from '@/i18n'
import { explain } from '@/parts/parts'
import { sessionQuery, useSession } from '@/session'
import { setTheme, useTheme } from '@/theme/scheme'

const shortest = 10

function useChangeMe() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: MeChange) => call(api.PATCH('/v1/me', { body })),
    onSuccess: (session) => client.setQueryData(sessionQuery.queryKey, session),
  })
}

/** The reader's own name, language, theme and password. */
export function Me() {
  const user = useSession()?.user
  if (!user) return null
  return (
    <>
      <Name name={user.name} email={user.email} />
      <Looks />
      <Password />
    </>
  )
}

function Name({ name: stored, email }: { name: string; email: string }) {
  const { t } = useTranslation()
  const [name, setName] = useState(stored)
  const change = useChangeMe()
  const submit = (e: FormEvent) => {
    e.preventDefault()
    change.mutate({ name: name.trim() }, { onSuccess: () => notifications.show({ message: t('settings.saved') }) })
  }
  return (
    <section className="card" aria-labelledby="me">
      <div className="hd">
        <h2 id="me">{t('settings.tab.me')}</h2>
      </div>
      <form className="form" onSubmit={submit}>
        <div className="pairs">
          <TextInput
            label={t('settings.me.name')}
            value={name}
            onChange={(e) => setName(e.target.value)}
            required
            maxLength={200}
            autoComplete="name"
          />
          <TextInput
            label={t('settings.people.email')}
            value={email}
            readOnly
            description={t('settings.me.emailFixed')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
          />
        </div>
        {change.error && (
          <p className="bad" role="alert">
            {explain(change.error, t)}
          </p>
        )}
        <div>
          <button type="submit" className="btn p" disabled={change.isPending || !name.trim() || name.trim() === stored}>
            {t('common.save')}
          </button>
        </div>
      </form>
    </section>
  )
}

function Looks() {
  const { t } = useTranslation()
  const lang = useLang()
  const theme = useTheme()
  const change = useChangeMe()
  return (
    <section className="card" aria-labelledby="looks">
      <div className="hd">
        <h2 id="looks">{t('settings.me.looks')}</h2>
      </div>
      <div className="form">
        <div className="line">
          <span id="l-lang">{t('nav.language')}</span>
          <div className="seg" role="group" aria-labelledby="l-lang">
            {(['vi', 'en'] as const).map((l) => (
              <button
                key={l}
                type="button"
                lang={l}
                aria-pressed={lang === l}
                onClick={() => {
                  void setLang(l)
                  change.mutate({ language: l })
                }}
              >
                {l === 'vi' ? 'Tiếng Việt' : 'English'}
              </button>
            ))}
          </div>
        </div>
        <div className="line">
          <span id="l-theme">{t('nav.theme')}</span>
          <div className="seg" role="group" aria-labelledby="l-theme">
            {(['light', 'dark', 'system'] as const).map((x) => (
              <button
                key={x}
                type="button"
                aria-pressed={theme === x}
                onClick={() => {
                  setTheme(x)
                  change.mutate({ theme: x })
                }}
              >
                {t(`theme.${x}`)}
              </button>
            ))}
          </div>
        </div>
        {change.error && (
          <p className="bad" role="alert">
            {explain(change.error, t)}
          </p>
        )}
      </div>
    </section>
  )
}

function Password() {
  const { t } = useTranslation()
  const [form, setForm] = useState({ old: '', new: '', again: '' })
  const change = useChangeMe()
  const short = form.new !== '' && form.new.length < shortest
  const differ = form.again !== '' && form.again !== form.new
  const ready = form.old && form.new && form.again && !short && !differ
  const submit = (e: FormEvent) => {
    e.preventDefault()
    change.mutate(
      { password: { old: form.old, new: form.new } },
      {
        onSuccess: () => {
          setForm({ old: '', new: '', again: '' })
          notifications.show({ message: t('settings.me.passwordSaved') })
        },
      },
    )
  }
  return (
    <section className="card" aria-labelledby="password">
      <div className="hd">
        <h2 id="password">{t('settings.me.password')}</h2>
      </div>
      <form className="form" onSubmit={submit}>
        <PasswordInput
          label={t('settings.me.old')}
          value={form.old}
          onChange={(e) => setForm({ ...form, old: e.target.value })}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': t('settings.me.showPassword') }}
        />
        <div className="pairs">
          <PasswordInput
            label={t('settings.me.new')}
            value={form.new}
            onChange={(e) => setForm({ ...form, new: e.target.value })}
            autoComplete="new-password"
            error={short && t('welcome.passwordShort', { n: shortest })}
            visibilityToggleButtonProps={{ 'aria-label': t('settings.me.showPassword') }}
          />
          <PasswordInput
            label={t('settings.me.again')}
            value={form.again}
            onChange={(e) => setForm({ ...form, again: e.target.value })}
            autoComplete="new-password"
            error={differ && t('settings.me.differ')}
            visibilityToggleButtonProps={{ 'aria-label': t('settings.me.showPassword') }}
          />
        </div>
        {change.error && (
          <p className="bad" role="alert">
            {explain(change.error, t)}
          </p>
        )}
        <div className="row">
          <button type="submit" className="btn p" disabled={!ready || change.isPending}>
            {t('settings.me.changePassword')}
          </button>
          <span className="t3 sm">{t('settings.me.passwordAbout')}</span>
        </div>
      </form>
    </section>
  )
}
