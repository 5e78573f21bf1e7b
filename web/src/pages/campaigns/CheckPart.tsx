import { useTranslation } from 'react-i18next'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { Failed, Waiting } from '@/parts/parts'
import { Findings } from './Findings'
import { fieldWord } from './Preview'
import { ruleIcon, useRule } from './rules'
import { Step } from './Step'
import type { Check, RuleCount } from './types'
import type { Checked } from './useCheck'

/** Who would get it if it went now, and who would not and why. */
export function CheckPart({ check }: { check: Checked }) {
  const { t } = useTranslation()
  return (
    <Step n={3} id="camp-check" title={t('campaign.check.title')}>
      <div className="camp-b">
        <div className="row camp-wrap">
          <span className="t2 g1">{t('campaign.check.how')}</span>
          <button type="button" className="btn o" disabled={check.busy} onClick={check.ask}>
            <Icon name="users" size="s" />
            {t('campaign.check.ask')}
          </button>
        </div>
        <div aria-live="polite" aria-busy={check.busy || undefined}>
          {check.error ? (
            <Failed error={check.error} retry={check.ask} />
          ) : check.found ? (
            <div className={check.old ? 'old' : undefined}>
              {check.old && !check.busy && <p className="t2 sm">{t('campaign.check.old')}</p>}
              <Found of={check.found} />
            </div>
          ) : (
            check.busy && <Waiting rows={5} />
          )}
        </div>
      </div>
    </Step>
  )
}

function Found({ of }: { of: Check }) {
  const { t } = useTranslation()
  const place = usePlace()
  const f = useFormat()
  return (
    <div className="stack12">
      <Problems of={of.problems} />
      <Findings of={of.findings.filter((f) => f.severity !== 'forbidden')} place={place} />
      {of.local && (
        <div className="camp-note warn" role="note">
          <Icon name="alert" />
          <p>{t('campaign.check.local')}</p>
        </div>
      )}
      {of.codes && <Codes of={of.codes} people={of.now + of.later} />}
      <Fall of={of} />
      {of.waits.length > 0 && <Waits list={of.waits} />}
      {of.missing.length > 0 && <Missing list={of.missing} />}
      {!!of.minutes && <p className="t2 sm">{t('campaign.check.minutes', { time: f.duration(of.minutes * 60) })}</p>}
    </div>
  )
}

/** Whether there is a code for everybody. */
function Codes({ of, people }: { of: NonNullable<Check['codes']>; people: number }) {
  const { t } = useTranslation()
  const f = useFormat()
  const few = of.left < people
  const said = { pool: of.pool, left: f.num(of.left), people: f.num(people), count: of.left }
  return (
    <div className={few ? 'camp-note warn' : 'row sm t2'} role={few ? 'note' : undefined}>
      <Icon name={few ? 'alert' : 'gem'} size="s" />
      <p>{t(few ? 'voucher.few' : 'voucher.enough', said)}</p>
    </div>
  )
}

/** What has to be mended before anything leaves. */
function Problems({ of }: { of: Check['problems'] }) {
  const place = usePlace()
  const { t } = useTranslation()
  if (of.length === 0)
    return (
      <p className="row camp-ok">
        <Icon name="check" size="s" />
        {t('campaign.check.fine')}
      </p>
    )
  return (
    <div className="camp-note bad" role="alert">
      <Icon name="alert" />
      <div>
        <b>{t('campaign.check.mend')}</b>
        <ul>
          {of.map((p) => (
            <li key={p.field + p.text}>
              {place(p.field) && <b>{place(p.field)}: </b>}
              {p.text}
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}

/** Where in the message a problem is, in words; empty when the problem says it itself. */
function usePlace() {
  const { t } = useTranslation()
  return (field: string) => {
    const [, second, way, rest = ''] = /^(b\.)?(?:letter\.|texts\.(\w+)\.)?(.*)$/.exec(field)!
    const block = /^blocks\[(\d+)\]/.exec(rest)
    const param = /^params\.(.+)$/.exec(rest)
    const line = rest === 'subject' || rest === 'preheader'
    const places = [
      second && t('campaign.version.b'),
      way && t(`reach.way.${way}`, { defaultValue: way }),
      block && t('campaign.block.place', { n: Number(block[1]) + 1 }),
      param?.[1],
      line && t(`campaign.what.${rest}`),
    ]
    return places.filter(Boolean).join(', ')
  }
}

/** From the segment to who gets it: each step takes some away. */
function Fall({ of }: { of: Check }) {
  const { t } = useTranslation()
  const rule = useRule()
  const steps = [
    { key: 'excluded', icon: 'minus' as const, name: t('campaign.check.excluded'), how: '', n: of.excluded },
    ...of.held.map((h) => ({ key: h.rule, icon: ruleIcon(h.rule), ...rule(h.rule), n: h.count })),
  ].filter((s) => s.n > 0)
  const get = of.now + of.later
  const lefts = steps.map((_, i) => of.customers - steps.slice(0, i + 1).reduce((sum, s) => sum + s.n, 0))
  return (
    <ul className="wf" aria-label={t('campaign.check.title')}>
      <Line icon="users" name={t('campaign.check.customers')} n={of.customers} all={of.customers} tone="all" />
      {steps.map((s, i) => (
        <Line
          key={s.key}
          icon={s.icon}
          name={s.name}
          how={s.how}
          n={-s.n}
          all={of.customers}
          left={Math.max(0, lefts[i]!)}
          tone="off"
        />
      ))}
      <Line icon="send" name={t('campaign.check.get')} n={get} all={of.customers} tone="get" />
    </ul>
  )
}

interface LineProps {
  icon: Parameters<typeof Icon>[0]['name']
  name: string
  how?: string
  n: number
  all: number
  left?: number
  tone: 'all' | 'off' | 'get'
}

function Line({ icon, name, how, n, all, left = 0, tone }: LineProps) {
  const f = useFormat()
  const share = (of: number) => `${all > 0 ? (Math.abs(of) / all) * 100 : 0}%`
  return (
    <li className={tone}>
      <span>
        <Icon name={icon} size="s" />
        <span>
          {name}
          {how && <small>{how}</small>}
        </span>
      </span>
      <i aria-hidden="true">
        {tone === 'off' && <u className="left" style={{ width: share(left) }} />}
        <u style={{ width: share(n) }} />
      </i>
      <b>{f.num(n)}</b>
    </li>
  )
}

function Waits({ list }: { list: RuleCount[] }) {
  const { t } = useTranslation()
  const f = useFormat()
  const rule = useRule()
  return (
    <div>
      <h3 className="camp-h">{t('campaign.check.waits')}</h3>
      <ul className="wl">
        {list.map((w) => (
          <li key={w.rule}>
            <Icon name={ruleIcon(w.rule)} size="s" />
            <span>
              {rule(w.rule).name}
              <small>{rule(w.rule).how}</small>
            </span>
            <b>{f.num(w.count)}</b>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Missing({ list }: { list: Check['missing'] }) {
  const { t } = useTranslation()
  const f = useFormat()
  return (
    <div>
      <h3 className="camp-h">{t('campaign.check.missing')}</h3>
      <ul className="wl">
        {list.map((m) => (
          <li key={m.field}>
            <Icon name="id" size="s" />
            <span>
              {fieldWord(t, m.field)}
              <small>{t('campaign.check.missingHow')}</small>
            </span>
            <b>{f.num(m.count)}</b>
          </li>
        ))}
      </ul>
    </div>
  )
}
