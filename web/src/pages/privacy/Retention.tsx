import { NumberInput, Select, Switch } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { KeepRules, Outlook, Removal } from '@/api/types'
import { useFormat } from '@/i18n'
import { Confirm } from '@/parts/Confirm'
import { explain, Loaded } from '@/parts/parts'
import { Removals } from './Removals'
import { WouldGo } from './WouldGo'

const key = ['retention']
type Kind = 'visitors' | 'customers' | 'calls' | 'refused' | 'files' | 'audit' | 'consents'
const groups: { name: string; unit: 'months' | 'days'; kinds: Kind[] }[] = [
  { name: 'people', unit: 'months', kinds: ['visitors', 'customers'] },
  { name: 'traces', unit: 'days', kinds: ['calls', 'refused', 'files'] },
  { name: 'proofs', unit: 'months', kinds: ['audit', 'consents'] },
]

/** How long each kind of data is kept, what would go now, and what went. */
export function Retention() {
  const { t } = useTranslation()
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => call(api.GET('/v1/retention', { signal })),
    refetchInterval: (q) => (q.state.data?.runs[0]?.state === 'running' ? 1000 : false),
  })
  return (
    <section className="card" aria-labelledby="retention">
      <div className="hd">
        <h2 id="retention">{t('privacy.retention.title')}</h2>
      </div>
      <p className="about">{t('privacy.retention.about')}</p>
      <Loaded query={query} rows={8}>
        {(info) => (
          <>
            <Form
              key={JSON.stringify(info.rules)}
              kept={info.rules}
              least={{ audit: info.leastAudit, consents: info.leastConsents }}
              running={info.runs[0]?.state === 'running' ? info.runs[0] : undefined}
            />
            <Removals runs={info.runs} />
          </>
        )}
      </Loaded>
    </section>
  )
}

interface Least {
  audit: number
  consents: number
}

function Form({ kept, least, running }: { kept: KeepRules; least: Least; running?: Removal }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [rules, setRules] = useState(kept)
  const [asking, setAsking] = useState(false)
  const changed = JSON.stringify(rules) !== JSON.stringify(kept)
  const look = useMutation({
    mutationFn: () => call(api.POST('/v1/retention/preview', { body: rules })),
  })
  const save = useMutation({
    mutationFn: () => call(api.PUT('/v1/retention', { body: rules })),
    onSuccess: (next) => {
      client.setQueryData(key, next)
      notifications.show({ message: t('settings.saved') })
    },
  })
  const change = (some: Partial<KeepRules>) => {
    setRules({ ...rules, ...some })
    look.reset()
  }
  const submit = (e: FormEvent) => {
    e.preventDefault()
    save.mutate()
  }
  const failed = look.error ?? save.error
  return (
    <form className="form keep" onSubmit={submit}>
      {groups.map((g) => (
        <Group key={g.name} {...g} rules={rules} least={least} change={change} />
      ))}
      <Night rules={rules} change={change} />
      {failed && (
        <p className="bad" role="alert">
          {explain(failed, t)}
        </p>
      )}
      <div className="line">
        <button type="button" className="btn o" disabled={look.isPending} onClick={() => look.mutate()}>
          {t('privacy.retention.look')}
        </button>
        <button type="submit" className="btn p" disabled={!changed || save.isPending}>
          {t('common.save')}
        </button>
      </div>
      {running && <Progress run={running} />}
      {look.data && <WouldGo outlook={look.data} />}
      {look.data && total(look.data) > 0 && !running && (
        <button
          type="button"
          className="btn p"
          disabled={changed}
          title={changed ? t('privacy.retention.saveFirst') : undefined}
          onClick={() => setAsking(true)}
        >
          {changed ? t('privacy.retention.saveFirst') : t('privacy.retention.go')}
        </button>
      )}
      <Go
        opened={asking}
        close={() => {
          setAsking(false)
          look.reset()
        }}
      />
    </form>
  )
}

const total = (o: Outlook) => Object.values(o.removed).reduce((a, b) => a + b, 0)

interface GroupProps {
  name: string
  unit: 'months' | 'days'
  kinds: Kind[]
  rules: KeepRules
  least: Least
  change: (some: Partial<KeepRules>) => void
}

function Group({ name, unit, kinds, rules, least, change }: GroupProps) {
  const { t } = useTranslation()
  return (
    <fieldset>
      <legend>{t(`privacy.retention.${name}`)}</legend>
      {kinds.map((kind) => (
        <NumberInput
          key={kind}
          label={t(`privacy.retention.${kind}`)}
          description={t(`privacy.retention.${kind}Hint`, { n: kind in least ? least[kind as keyof Least] : 0 })}
          placeholder={t('privacy.retention.forEver')}
          suffix={` ${t(`privacy.retention.${unit}`)}`}
          value={rules[kind] || ''}
          onChange={(v) => change({ [kind]: Number(v) || 0 })}
          min={0}
          max={unit === 'months' ? 1200 : 3650}
          allowDecimal={false}
          hideControls
        />
      ))}
    </fieldset>
  )
}

function Night({ rules, change }: { rules: KeepRules; change: (some: Partial<KeepRules>) => void }) {
  const { t } = useTranslation()
  const hours = Array.from({ length: 24 }, (_, h) => ({ value: String(h), label: `${String(h).padStart(2, '0')}:00` }))
  return (
    <div className="line">
      <Switch
        label={t('privacy.retention.on')}
        checked={rules.on}
        onChange={(e) => change({ on: e.currentTarget.checked })}
      />
      <Select
        aria-label={t('privacy.retention.hour')}
        data={hours}
        value={String(rules.hour)}
        onChange={(v) => v && change({ hour: Number(v) })}
        allowDeselect={false}
        disabled={!rules.on}
        w={96}
      />
    </div>
  )
}

/** A removing under way: how far, and a button to stop it. */
function Progress({ run }: { run: Removal }) {
  const { t } = useTranslation()
  const f = useFormat()
  const client = useQueryClient()
  const stop = useMutation({
    mutationFn: () => call(api.DELETE('/v1/retention/runs/running')),
    onSuccess: (next) => client.setQueryData(key, next),
  })
  const words = t('privacy.retention.running', { gone: f.num(run.gone), all: f.num(run.people) })
  return (
    <div className="bk-run">
      <span className="t2 g1" role="status">
        {words}
      </span>
      <progress aria-label={words} max={1} value={run.people > 0 ? run.gone / run.people : undefined} />
      <button type="button" className="btn" disabled={stop.isPending || run.stop} onClick={() => stop.mutate()}>
        {t(run.stop ? 'privacy.retention.stopping' : 'privacy.retention.stop')}
      </button>
    </div>
  )
}

function Go({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const start = useMutation({
    mutationFn: () => call(api.POST('/v1/retention/runs')),
    onSuccess: (next) => {
      client.setQueryData(key, next)
      close()
    },
  })
  return (
    <Confirm
      opened={opened}
      close={close}
      title={t('privacy.retention.goTitle')}
      go={t('privacy.retention.go')}
      act={start}
    >
      <p>{t('privacy.retention.goAsk')}</p>
    </Confirm>
  )
}
