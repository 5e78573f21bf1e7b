import { Checkbox, NumberInput, Select, Switch } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ApiError, call } from '@/api/client'
import type { GateRule, GateSettings } from '@/api/types'
import { explain, Loaded, Tag } from '@/parts/parts'
import { useMay } from '@/session'
import './reach.css'

type Hours = GateSettings['hours'][string]

const key = ['reach', 'rules']
const ways = ['sms', 'zns', 'zalo', 'email', 'call', 'messenger', 'own'] as const
const most = { perDay: 20, perWeek: 50, zaloMonth: 30 } as const
const awake: Hours = { from: 8 * 60, to: 21 * 60 }
const midnight = 24 * 60

/** When messages are sent and how many: what the business chose, and every rule of the gate. */
export function Reach() {
  const { t } = useTranslation()
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => call(api.GET('/v1/reach/rules', { signal })),
  })
  return (
    <>
      <section className="card" aria-labelledby="reach">
        <div className="hd">
          <h2 id="reach">{t('reach.settings.title')}</h2>
        </div>
        <p className="about">{t('reach.settings.about')}</p>
        <Loaded query={query} rows={8}>
          {({ settings }) => <Form key={JSON.stringify(settings)} kept={settings} />}
        </Loaded>
      </section>
      <section className="card" aria-labelledby="reach-rules">
        <div className="hd">
          <h2 id="reach-rules">{t('reach.rules.title')}</h2>
        </div>
        <p className="about">{t('reach.rules.about')}</p>
        <Loaded query={query} rows={8}>
          {({ rules }) => <Rules rules={rules} />}
        </Loaded>
      </section>
    </>
  )
}

function Form({ kept }: { kept: GateSettings }) {
  const { t } = useTranslation()
  const may = useMay('settings')
  const client = useQueryClient()
  const [now, setNow] = useState(kept)
  const change = (some: Partial<GateSettings>) => setNow({ ...now, ...some })
  const save = useMutation({
    mutationFn: () => call(api.PUT('/v1/reach/settings', { body: now })),
    onSuccess: (next) => {
      client.setQueryData(key, next)
      notifications.show({ message: t('settings.saved') })
    },
  })
  const wrong = save.error instanceof ApiError ? save.error.problem.field : undefined
  const setHours = (way: string, hours?: Hours) => {
    const { [way]: _, ...others } = now.hours
    change({ hours: hours ? { ...others, [way]: hours } : others })
  }
  const submit = (e: FormEvent) => {
    e.preventDefault()
    save.mutate()
  }
  return (
    <form className="form" onSubmit={submit}>
      <fieldset className="gate" disabled={!may}>
        <legend>{t('reach.settings.hours')}</legend>
        <ul>
          {ways.map((w) => (
            <WayHours key={w} way={w} hours={now.hours[w]} set={(h) => setHours(w, h)} may={may} />
          ))}
        </ul>
        <p className="t3 sm">{t('reach.settings.hoursHow')}</p>
      </fieldset>
      <fieldset className="gate" disabled={!may}>
        <legend>{t('reach.settings.most')}</legend>
        <div className="gate-n">
          {(['perDay', 'perWeek', 'zaloMonth'] as const).map((name) => (
            <NumberInput
              key={name}
              label={t(`reach.settings.${name}`)}
              suffix={t('reach.settings.unit', { count: now[name] })}
              value={now[name] || ''}
              onChange={(v) => change({ [name]: Number(v) || 0 })}
              min={1}
              max={most[name]}
              allowDecimal={false}
              hideControls
              required
              withAsterisk={false}
              error={wrong === name}
              disabled={!may}
            />
          ))}
        </div>
        <p className="t3 sm">{t('reach.settings.mostHow')}</p>
      </fieldset>
      <Switch
        label={t('reach.settings.holidays')}
        description={t('reach.settings.holidaysHow')}
        checked={now.holidays}
        onChange={(e) => change({ holidays: e.currentTarget.checked })}
        disabled={!may}
      />
      {save.error && (
        <p className="bad" role="alert">
          {explain(save.error, t)}
        </p>
      )}
      {may ? (
        <div>
          <button type="submit" className="btn p" disabled={save.isPending}>
            {t('common.save')}
          </button>
        </div>
      ) : (
        <p className="t3 sm">{t('settings.readOnly')}</p>
      )}
    </form>
  )
}

interface WayHoursProps {
  way: string
  hours?: Hours
  set: (hours?: Hours) => void
  may: boolean
}

/** The hours of one way, or that it is sent at any time. */
function WayHours({ way, hours, set, may }: WayHoursProps) {
  const { t } = useTranslation()
  const name = t(`reach.way.${way}`)
  return (
    <li>
      <b>{name}</b>
      <Checkbox
        label={t('reach.settings.anyTime')}
        aria-label={t('reach.settings.anyTimeOf', { way: name })}
        checked={!hours}
        onChange={(e) => set(e.currentTarget.checked ? undefined : awake)}
        disabled={!may}
      />
      {hours && (
        <span className="gate-h">
          <Clock
            label={t('reach.settings.from', { way: name })}
            value={hours.from}
            set={(from) => set({ ...hours, from })}
            may={may}
          />
          {t('reach.settings.until')}
          <Clock
            label={t('reach.settings.to', { way: name })}
            value={hours.to}
            set={(to) => set({ ...hours, to })}
            may={may}
            end
          />
        </span>
      )}
    </li>
  )
}

interface ClockProps {
  label: string
  value: number
  set: (minutes: number) => void
  may: boolean
  /** It ends something: midnight is the last choice, not the first. */
  end?: boolean
}

const two = (n: number) => String(n).padStart(2, '0')
const clock = (minutes: number) => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`

/** A time of the day in half hours, and what another program set between them. */
function Clock({ label, value, set, may, end }: ClockProps) {
  const halves = Array.from({ length: midnight / 30 }, (_, i) => (end ? i + 1 : i) * 30)
  const all = [...new Set([...halves, value])].sort((a, b) => a - b)
  return (
    <Select
      aria-label={label}
      data={all.map((m) => ({ value: String(m), label: clock(m) }))}
      value={String(value)}
      onChange={(v) => v && set(Number(v))}
      allowDeselect={false}
      disabled={!may}
      w={92}
    />
  )
}

const tone = { law: 'brand', platform: 'good', business: undefined } as const

function Rules({ rules }: { rules: GateRule[] }) {
  const { t } = useTranslation()
  return (
    <ol className="rows flat">
      {rules.map((r) => (
        <li key={r.name}>
          <span className="two">
            {t(`reach.rule.${r.name}`)}
            {r.source && <small>{t(`reach.source.${r.name}`, { defaultValue: r.source })}</small>}
          </span>
          <Tag tone={tone[r.of]}>{t(`reach.rules.of.${r.of}`)}</Tag>
        </li>
      ))}
    </ol>
  )
}
