import { Checkbox, PasswordInput, Select, TagsInput, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { ProviderFindings, ProviderInfo, Role } from '@/api/types'
import { explain, Loaded, Tag } from '@/parts/parts'
import { useMay } from '@/session'
import { CopyButton } from '../sources/Code'
import { roles } from './People'

const provider = ['provider']
const google = 'https://accounts.google.com'
const tenantOf = /^https:\/\/login\.microsoftonline\.com\/([^/]+)\/v2\.0$/
type Kind = 'google' | 'microsoft' | 'other'

/** Where else the business's people sign in. */
export function Provider() {
  const { t } = useTranslation()
  const may = useMay('own')
  const query = useQuery({
    queryKey: provider,
    queryFn: ({ signal }) => call(api.GET('/v1/workspace/provider', { signal })),
  })
  return (
    <section className="card" aria-labelledby="provider">
      <div className="hd">
        <h2 id="provider">{t('settings.provider.title')}</h2>
        {query.data && (
          <Tag tone={query.data.on ? 'good' : undefined}>{t(`settings.security.${query.data.on ? 'on' : 'off'}`)}</Tag>
        )}
      </div>
      <div className="form">
        <p className="t2">{t('settings.provider.lead')}</p>
      </div>
      <Loaded query={query} rows={3}>
        {(now) =>
          may ? (
            <Form key={JSON.stringify(now)} stored={now} />
          ) : (
            <div className="form">
              {now.on && <p>{now.issuer}</p>}
              <p className="t3 sm">{t('settings.provider.ownerOnly')}</p>
            </div>
          )
        }
      </Loaded>
    </section>
  )
}

function kindOf(issuer?: string): Kind {
  if (!issuer || issuer === google) return 'google'
  return tenantOf.test(issuer) ? 'microsoft' : 'other'
}

type Fields = ReturnType<typeof first>
const first = (now: ProviderInfo) => ({
  kind: kindOf(now.issuer),
  tenant: tenantOf.exec(now.issuer ?? '')?.[1] ?? '',
  issuer: now.issuer ?? '',
  client: now.client ?? '',
  secret: '',
  domains: now.domains,
  newcomers: now.newcomers ?? '',
  only: now.only,
})

function issuerOf(f: Fields) {
  if (f.kind === 'google') return google
  return f.kind === 'microsoft' ? `https://login.microsoftonline.com/${f.tenant.trim()}/v2.0` : f.issuer.trim()
}

function Form({ stored }: { stored: ProviderInfo }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [f, setF] = useState(() => first(stored))
  const set = (change: Partial<Fields>) => setF({ ...f, ...change })
  const save = useMutation({
    mutationFn: () =>
      call(
        api.PUT('/v1/workspace/provider', {
          body: {
            issuer: issuerOf(f),
            client: f.client.trim(),
            secret: f.secret || undefined,
            domains: f.domains,
            newcomers: (f.newcomers || undefined) as Exclude<Role, 'owner'> | undefined,
            only: f.only,
          },
        }),
      ),
    onSuccess: async () => {
      notifications.show({ message: t('settings.provider.saved') })
      await client.invalidateQueries({ queryKey: provider })
    },
  })
  const trial = useMutation({
    mutationFn: () =>
      call(
        api.POST('/v1/workspace/provider/test', {
          body: { issuer: issuerOf(f), client: f.client.trim(), secret: f.secret || undefined },
        }),
      ),
  })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    save.mutate()
  }
  const wayIn = f.kind === 'google' ? true : f.kind === 'microsoft' ? !!f.tenant.trim() : !!f.issuer.trim()
  return (
    <form className="form" onSubmit={submit}>
      <Place f={f} set={set} redirect={stored.redirect} kept={stored.on} />
      <Who f={f} set={set} on={stored.on} />
      {!!stored.unproven?.length && <Unproven domains={stored.unproven} record={stored.record ?? ''} />}
      {stored.signIn && (
        <div className="line">
          <span>
            {t('settings.provider.link')}: <code className="any">{stored.signIn}</code>
          </span>
          <CopyButton text={stored.signIn} />
        </div>
      )}
      {save.error && (
        <p className="bad" role="alert">
          {explain(save.error, t)}
        </p>
      )}
      <div className="row">
        <button type="submit" className="btn p" disabled={save.isPending || !f.client.trim() || !wayIn}>
          {t('common.save')}
        </button>
        <button
          type="button"
          className="btn o"
          disabled={trial.isPending || !f.client.trim() || !wayIn}
          onClick={() => trial.mutate()}
        >
          {t('settings.provider.test')}
        </button>
        {stored.on && <Remove />}
      </div>
      <Findings trial={trial} />
    </form>
  )
}

const looks = {
  good: { tone: 'good', icon: 'check' },
  bad: { tone: 'pain', icon: 'alert' },
  unsure: { tone: 'warn', icon: 'info' },
} as const

/** What a test found, and what to do about it. */
function Findings({ trial }: { trial: { data?: ProviderFindings; error: unknown; isPending: boolean } }) {
  const { t } = useTranslation()
  return (
    <div role="status">
      {trial.isPending ? (
        <p className="t2">{t('settings.provider.testing')}</p>
      ) : trial.error ? (
        <p className="bad">{explain(trial.error, t)}</p>
      ) : (
        <ul className="found">
          {trial.data?.findings.map((x) => (
            <li key={x.check}>
              <b>{t(`settings.provider.checks.${x.check}`)}</b>
              <Tag {...looks[x.verdict]}>{t(`settings.provider.verdict.${x.verdict}`)}</Tag>
              <span className="any">{x.says}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

interface Part {
  f: Fields
  set: (change: Partial<Fields>) => void
}

/** Which provider, and what it knows this program by. */
function Place({ f, set, redirect, kept }: Part & { redirect: string; kept: boolean }) {
  const { t } = useTranslation()
  const kinds: Kind[] = ['google', 'microsoft', 'other']
  return (
    <>
      <div className="pairs">
        <Select
          label={t('settings.provider.kind')}
          value={f.kind}
          allowDeselect={false}
          onChange={(v) => v && set({ kind: v as Kind })}
          data={kinds.map((k) => ({ value: k, label: t(`settings.provider.kinds.${k}`) }))}
        />
        {f.kind === 'microsoft' && (
          <TextInput
            label={t('settings.provider.tenant')}
            value={f.tenant}
            onChange={(e) => set({ tenant: e.target.value })}
            maxLength={100}
          />
        )}
        {f.kind === 'other' && (
          <TextInput
            label={t('settings.provider.issuer')}
            placeholder="https://id.example.vn"
            value={f.issuer}
            onChange={(e) => set({ issuer: e.target.value })}
            maxLength={500}
          />
        )}
      </div>
      <div className="line">
        <span>
          {t('settings.provider.redirect')}: <code className="any">{redirect}</code>
        </span>
        <CopyButton text={redirect} />
      </div>
      <div className="pairs">
        <TextInput
          label={t('settings.provider.client')}
          value={f.client}
          onChange={(e) => set({ client: e.target.value })}
          maxLength={300}
          autoComplete="off"
        />
        <PasswordInput
          label={t('settings.provider.secret')}
          placeholder={kept ? t('settings.provider.secretKept') : undefined}
          value={f.secret}
          onChange={(e) => set({ secret: e.target.value })}
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': t('settings.me.showPassword') }}
        />
      </div>
    </>
  )
}

/** Who comes in by it, and whether there is another way. */
function Who({ f, set, on }: Part & { on: boolean }) {
  const { t } = useTranslation()
  return (
    <>
      <div className="pairs">
        <TagsInput
          label={t('settings.provider.domains')}
          placeholder={f.domains.length ? undefined : t('settings.provider.domainsHint')}
          value={f.domains}
          onChange={(domains) => set({ domains })}
          splitChars={[',', ' ', ';']}
          maxTags={50}
        />
        <Select
          label={t('settings.provider.newcomers')}
          value={f.newcomers}
          allowDeselect={false}
          onChange={(v) => set({ newcomers: v as Fields['newcomers'] })}
          data={[
            { value: '', label: t('settings.provider.nobody') },
            ...roles
              .filter((r) => r !== 'owner')
              .map((r) => ({ value: r, label: t('settings.provider.as', { role: t(`role.${r}`) }) })),
          ]}
        />
      </div>
      {on && (
        <Checkbox
          label={t('settings.provider.only')}
          description={t('settings.provider.onlyHint')}
          checked={f.only}
          onChange={(e) => set({ only: e.currentTarget.checked })}
        />
      )}
    </>
  )
}

/** Domains that do not say whose they are, and the record by which each does. */
function Unproven({ domains, record }: { domains: string[]; record: string }) {
  const { t } = useTranslation()
  return (
    <div role="note">
      <p>{t('settings.provider.unproven', { domains: domains.join(', ') })}</p>
      {domains.map((d) => (
        <p key={d} className="t2">
          <code className="any">
            _cham.{d} TXT {record}
          </code>
        </p>
      ))}
      <CopyButton text={record} />
    </div>
  )
}

function Remove() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [asking, setAsking] = useState(false)
  const remove = useMutation({
    mutationFn: () => call(api.DELETE('/v1/workspace/provider')),
    onSuccess: async () => {
      notifications.show({ message: t('settings.provider.removed') })
      await client.invalidateQueries()
    },
    onError: (e) => notifications.show({ color: 'red', message: explain(e, t) }),
  })
  if (!asking)
    return (
      <button type="button" className="btn" onClick={() => setAsking(true)}>
        {t('settings.provider.remove')}
      </button>
    )
  return (
    <>
      <span className="sm">{t('settings.provider.removeAsk')}</span>
      <button type="button" className="btn o" disabled={remove.isPending} onClick={() => remove.mutate()}>
        {t('settings.provider.remove')}
      </button>
      <button type="button" className="btn" onClick={() => setAsking(false)}>
        {t('common.cancel')}
      </button>
    </>
  )
}
