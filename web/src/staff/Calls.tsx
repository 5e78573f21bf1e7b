/** @jsxImportSource preact */
import { useState } from 'preact/hooks'
import { callForm, callTouch, directions, emptyCall, outcomes, spoken, typedMinutes, type CallForm } from './call'
import { CustomerRow } from './CustomerRow'
import { find, withNumber } from './find'
import { History } from './History'
import { Chips, Icon, Step } from './parts'
import type { Me, People, Tile, Touch, Written } from './store'
import { whoHas, whoOf, type Who } from './who'
import { t } from './words'
import { WhoCard } from './WhoCard'

interface Props {
  me: Me
  people?: People
  calls: Tile[]
  away: boolean
  /** A call that was refused, to be corrected. */
  from?: Written
  onWrite: (who: Who, label: string, more: Partial<Touch>) => void
}

/** A telephone call: who, which way, how it ended. */
export function Calls({ me, people, calls, away, from, onWrite }: Props) {
  const [q, setQ] = useState('')
  const [who, setWho] = useState<Who | undefined>(from && whoOf(from, people))
  const [form, setForm] = useState(from ? callForm(from.touch, calls) : emptyCall)
  const at = who ?? whoHas(q, people?.customers ?? [])
  const { outcome } = form
  const write = () => at && outcome && onWrite(at, t(`staff.call.${outcome}`), callTouch({ ...form, outcome }, calls))
  return (
    <section>
      <Step n="1" done={!!at}>
        {t('staff.call.who')}
      </Step>
      {who ? (
        <div class="picked">
          <WhoCard who={who} zone={me.zone} />
          <button type="button" class="txt" onClick={() => setWho(undefined)}>
            {t('staff.change')}
          </button>
        </div>
      ) : (
        <Caller q={q} setQ={setQ} people={people} zone={me.zone} onPick={setWho} />
      )}
      {at && 'customer' in at && <History of={at.customer} me={me} away={away} />}
      <How form={form} calls={calls} change={(more) => setForm((f) => ({ ...f, ...more }))} />
      <div class="dock">
        <button type="button" class="big1" disabled={!at || !outcome} onClick={write}>
          <Icon name="check" />
          {outcome ? t('staff.write', { what: t(`staff.call.${outcome}`) }) : t('staff.call.writeNothing')}
        </button>
      </div>
    </section>
  )
}

interface CallerProps {
  q: string
  setQ: (q: string) => void
  people?: People
  zone: string
  onPick: (who: Who) => void
}

/** The number on the line, and whose it is: of several who share it the person chooses. */
function Caller({ q, setQ, people, zone, onPick }: CallerProps) {
  const all = people?.customers ?? []
  const sharing = withNumber(all, q)
  const list = sharing.length > 0 ? sharing : find(all, q, 4)
  return (
    <>
      <label class="phin">
        <span class="vh">{t('staff.phone')}</span>
        <input
          type="tel"
          autoComplete="off"
          maxLength={40}
          value={q}
          placeholder={t('staff.call.phoneHint')}
          onInput={(e) => setQ(e.currentTarget.value)}
        />
      </label>
      {sharing.length > 1 && (
        <p class="hint" role="status">
          {t('staff.call.which')}
        </p>
      )}
      {sharing.length === 1 ? (
        <WhoCard who={{ customer: sharing[0]! }} zone={zone} />
      ) : (
        list.length > 0 && (
          <ul class="card fnd" aria-label={t('staff.found')}>
            {list.map((c) => (
              <CustomerRow key={c.id} c={c} q={q} zone={zone} onPick={() => onPick({ customer: c })} />
            ))}
          </ul>
        )
      )}
    </>
  )
}

/** Which way the call went, how it ended, and what was said. */
function How({ form, calls, change }: { form: CallForm; calls: Tile[]; change: (more: Partial<CallForm>) => void }) {
  return (
    <>
      <Step n="2" done={!!form.outcome}>
        {t('staff.call.how')}
      </Step>
      <Chips
        label={t('staff.call.direction')}
        of={directions.map((d) => ({ value: d, text: t(`staff.call.dir.${d}`) }))}
        value={form.direction}
        onPick={(d) => d && change({ direction: d })}
      />
      <div class="gap" />
      <Chips
        label={t('staff.call.outcome')}
        of={outcomes.map((o) => ({ value: o, text: t(`staff.call.${o}`) }))}
        value={form.outcome}
        onPick={(outcome) => change({ outcome })}
      />
      {spoken(form.outcome) && calls.length > 1 && (
        <>
          <h2>
            {t('staff.call.about')} <small>{t('staff.optional')}</small>
          </h2>
          <Chips
            label={t('staff.call.about')}
            of={calls.map((c) => ({ value: c.id, text: c.label }))}
            value={form.tile}
            onPick={(tile) => change({ tile })}
          />
        </>
      )}
      <div class="flds">
        {spoken(form.outcome) && (
          <label>
            {t('staff.call.minutes')}
            <input
              inputMode="decimal"
              value={form.minutes}
              maxLength={5}
              onInput={(e) => change({ minutes: (e.currentTarget.value = typedMinutes(e.currentTarget.value)) })}
            />
          </label>
        )}
        <label>
          {t('staff.note')}
          <input
            value={form.note}
            maxLength={1000}
            autoComplete="off"
            onInput={(e) => change({ note: e.currentTarget.value })}
          />
        </label>
      </div>
    </>
  )
}
