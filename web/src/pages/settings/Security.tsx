import { Checkbox, PasswordInput, Select, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { Enrolment, Role, Security as Rules, SecondStep } from '@/api/types'
import { explain, Loaded, Tag } from '@/parts/parts'
import { useMay, useSession } from '@/session'
import { CopyButton } from '../sources/Code'
import { Passkeys } from './Passkeys'
import { roles } from './People'

const step = ['second-step']
const rules = ['security']

/** How the reader signs in, and what the business wants of its people. */
export function Security() {
  const people = useMay('people')
  return (
    <>
      <Passkeys />
      <TwoSteps />
      {people && <BusinessRules />}
    </>
  )
}

/** Whether the reader signs in in two steps. */
export const useSecondStep = () =>
  useQuery({ queryKey: step, queryFn: ({ signal }) => call(api.GET('/v1/me/second-step', { signal })) })

function TwoSteps() {
  const { t } = useTranslation()
  const must = useSession()?.user?.mustSecondStep
  const query = useSecondStep()
  return (
    <section className="card" aria-labelledby="two">
      <div className="hd">
        <h2 id="two">{t('settings.security.title')}</h2>
        {query.data && (
          <Tag tone={query.data.on ? 'good' : undefined}>{t(`settings.security.${query.data.on ? 'on' : 'off'}`)}</Tag>
        )}
      </div>
      <div className="form">
        <p className={must ? 'bad' : 't2'}>{t(must ? 'settings.security.must' : 'settings.security.lead')}</p>
      </div>
      <Loaded query={query} rows={2}>
        {(now) => (now.on ? <On now={now} /> : <Off />)}
      </Loaded>
    </section>
  )
}

function Wrong({ error }: { error: unknown }) {
  const { t } = useTranslation()
  return error ? (
    <p className="bad" role="alert">
      {explain(error, t)}
    </p>
  ) : null
}

function Off() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const begin = useMutation({ mutationFn: () => call(api.POST('/v1/me/second-step', { body: { password } })) })
  const confirm = useMutation({ mutationFn: () => call(api.POST('/v1/me/second-step/confirm', { body: { code } })) })
  const submit = (go: () => void) => (e: FormEvent) => {
    e.preventDefault()
    go()
  }
  if (confirm.data)
    return (
      <div className="form">
        <p>{t('settings.security.codes')}</p>
        <ul className="codes">
          {confirm.data.codes.map((c) => (
            <li key={c}>
              <code>{c}</code>
            </li>
          ))}
        </ul>
        <div className="row">
          <CopyButton text={confirm.data.codes.join('\n')} primary />
          <button type="button" className="btn o" onClick={() => void client.invalidateQueries()}>
            {t('settings.security.kept')}
          </button>
        </div>
      </div>
    )
  if (begin.data)
    return (
      <form className="form" onSubmit={submit(() => confirm.mutate())}>
        <Scan enrolment={begin.data} />
        <TextInput
          label={t('settings.security.code')}
          value={code}
          onChange={(e) => setCode(e.target.value)}
          autoComplete="one-time-code"
          inputMode="numeric"
          maxLength={8}
          required
          autoFocus
        />
        <Wrong error={confirm.error} />
        <div>
          <button type="submit" className="btn p" disabled={confirm.isPending}>
            {t('settings.security.confirm')}
          </button>
        </div>
      </form>
    )
  return (
    <form className="form" onSubmit={submit(() => begin.mutate())}>
      <PasswordInput
        label={t('settings.security.password')}
        value={password}
        onChange={(e) => setPassword(e.target.value)}
        autoComplete="current-password"
        visibilityToggleButtonProps={{ 'aria-label': t('settings.me.showPassword') }}
        required
      />
      <Wrong error={begin.error} />
      <div>
        <button type="submit" className="btn p" disabled={begin.isPending || !password}>
          {t('settings.security.begin')}
        </button>
      </div>
    </form>
  )
}

function Scan({ enrolment }: { enrolment: Enrolment }) {
  const { t } = useTranslation()
  return (
    <>
      <p>{t('settings.security.scan')}</p>
      <img src={enrolment.picture} width={240} height={240} alt={t('settings.security.picture')} />
      <p className="t2 sm">{t('settings.security.type')}</p>
      <code className="secret">{enrolment.secret}</code>
    </>
  )
}

function On({ now }: { now: SecondStep }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [form, setForm] = useState({ password: '', code: '' })
  const end = useMutation({
    mutationFn: () => call(api.POST('/v1/me/second-step/end', { body: form })),
    onSuccess: () => client.invalidateQueries({ queryKey: step }),
  })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    end.mutate()
  }
  return (
    <form className="form" onSubmit={submit}>
      <p>{t('settings.security.left', { n: now.left })}</p>
      <div className="pairs">
        <PasswordInput
          label={t('settings.security.password')}
          value={form.password}
          onChange={(e) => setForm({ ...form, password: e.target.value })}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': t('settings.me.showPassword') }}
        />
        <TextInput
          label={t('settings.security.endCode')}
          value={form.code}
          onChange={(e) => setForm({ ...form, code: e.target.value })}
          autoComplete="one-time-code"
        />
      </div>
      <Wrong error={end.error} />
      <div>
        <button type="submit" className="btn o" disabled={end.isPending || !form.password || !form.code}>
          {t('settings.security.end')}
        </button>
      </div>
    </form>
  )
}

function BusinessRules() {
  const { t } = useTranslation()
  const query = useQuery({
    queryKey: rules,
    queryFn: ({ signal }) => call(api.GET('/v1/workspace/security', { signal })),
  })
  return (
    <section className="card" aria-labelledby="rules">
      <div className="hd">
        <h2 id="rules">{t('settings.security.rules')}</h2>
      </div>
      <Loaded query={query} rows={6}>
        {(r) => <Form key={JSON.stringify(r)} stored={r} />}
      </Loaded>
    </section>
  )
}

function Form({ stored }: { stored: Rules }) {
  const { t } = useTranslation()
  const may = useMay('own')
  const client = useQueryClient()
  const [now, setNow] = useState(stored)
  const save = useMutation({
    mutationFn: () => call(api.PUT('/v1/workspace/security', { body: now })),
    onSuccess: async () => {
      notifications.show({ message: t('settings.saved') })
      await client.invalidateQueries()
    },
  })
  const must = (r: Role, on: boolean) =>
    setNow({ ...now, secondStep: on ? [...now.secondStep, r] : now.secondStep.filter((x) => x !== r) })
  const sights = ['full', 'masked', 'hidden'] as const
  return (
    <div className="form">
      <ul className="rules">
        {roles.map((r) => (
          <li key={r}>
            <b>{t(`role.${r}`)}</b>
            <Select
              label={t('settings.security.sees')}
              value={now.sights[r]}
              allowDeselect={false}
              disabled={!may || r === 'owner'}
              onChange={(v) => v && setNow({ ...now, sights: { ...now.sights, [r]: v } })}
              data={sights.map((s) => ({ value: s, label: t(`settings.security.sight.${s}`) }))}
            />
            <Checkbox
              label={t('settings.security.two')}
              checked={now.secondStep.includes(r)}
              disabled={!may}
              onChange={(e) => must(r, e.currentTarget.checked)}
            />
          </li>
        ))}
      </ul>
      <Wrong error={save.error} />
      {may ? (
        <div>
          <button type="button" className="btn p" disabled={save.isPending} onClick={() => save.mutate()}>
            {t('common.save')}
          </button>
        </div>
      ) : (
        <p className="t3 sm">{t('settings.security.rulesOwner')}</p>
      )}
    </div>
  )
}
