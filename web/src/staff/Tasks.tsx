/** @jsxImportSource preact */
import { useState } from 'preact/hooks'
import { phone } from '../format'
import { Chips, Icon, Step } from './parts'
import { Refused, releaseTask, takeCalls } from './server'
import type { Me, Task } from './store'
import { agains, coverings, outcomesOf, toldOf, type Form } from './task'
import type { Staff } from './useStaff'
import { clock, num, t } from './words'

const handful = 5
const nameOf = (task: Task) => task.name || t('staff.task.unnamed')

/** The calls in hand: one is opened, called, and its end written down; without a line, too. */
export function Tasks({ staff, away }: { staff: Staff; away: boolean }) {
  const [open, setOpen] = useState<string>()
  const task = staff.tasks.find((x) => x.id === open)
  if (task) return <One key={task.id} task={task} staff={staff} away={away} onBack={() => setOpen(undefined)} />
  return (
    <section>
      <h2>{t('staff.task.title')}</h2>
      {staff.tasks.length > 0 ? (
        <ul class="card fnd">
          {staff.tasks.map((x) => (
            <li key={x.id}>
              <button type="button" onClick={() => setOpen(x.id)}>
                <span class="av" aria-hidden="true">
                  <Icon name={x.kind === 'call' ? 'call' : 'check'} />
                </span>
                <div>
                  <b>{nameOf(x)}</b>
                  <small>{x.title || x.script?.split('\n')[0]}</small>
                </div>
                <Icon name="right" size="s" />
              </button>
            </li>
          ))}
        </ul>
      ) : (
        <div class="empty">
          <Icon name="call" />
          <b>{t('staff.task.none')}</b>
          <p>{t('staff.task.noneHow')}</p>
        </div>
      )}
      <Next staff={staff} away={away} />
    </section>
  )
}

function Next({ staff, away }: { staff: Staff; away: boolean }) {
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState('')
  const next = async () => {
    setBusy(true)
    try {
      const taken = await takeCalls(handful)
      setSaid(taken.length === 0 ? t('staff.task.nextNone') : '')
      await staff.sync()
    } catch (e) {
      setSaid(e instanceof Refused ? e.message : t('staff.task.away'))
    }
    setBusy(false)
  }
  return (
    <div class="dock">
      {(said || away) && (
        <p class="hint" role="status">
          {said || t('staff.task.away')}
        </p>
      )}
      <button type="button" class="big1" disabled={busy || away} onClick={() => void next()}>
        <Icon name="call" />
        {t('staff.task.next', { n: num(handful) })}
      </button>
    </div>
  )
}

interface OneProps {
  task: Task
  staff: Staff
  away: boolean
  onBack: () => void
}

function One({ task, staff, away, onBack }: OneProps) {
  const [form, setForm] = useState<Form>({ note: '' })
  const [busy, setBusy] = useState(false)
  const change = (more: Partial<Form>) => setForm((f) => ({ ...f, ...more }))
  const told = toldOf(task, form, new Date())
  const write = async () => {
    if (!told || busy) return
    setBusy(true)
    const touch = {
      id: crypto.randomUUID(),
      at: new Date().toISOString(),
      note: form.note.trim() || undefined,
      task: told,
    }
    try {
      await staff.record({ touch, label: t(`staff.task.outcome.${told.outcome}`), who: nameOf(task) })
      onBack()
    } finally {
      setBusy(false)
    }
  }
  return (
    <section>
      <button type="button" class="txt tback" onClick={onBack}>
        <Icon name="left" size="s" />
        {t('staff.task.back')}
      </button>
      <About task={task} me={staff.me} />
      <Step n="2" done={!!told}>
        {t('staff.task.how')}
      </Step>
      <Chips
        label={t('staff.task.how')}
        of={outcomesOf(task).map((o) => ({ value: o, text: t(`staff.task.outcome.${o}`) }))}
        value={form.outcome}
        onPick={(outcome) => change({ outcome })}
      />
      <More form={form} change={change} />
      <div class="flds">
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
      {!away && task.mine && (
        <button
          type="button"
          class="txt"
          onClick={() => void releaseTask(task.id).then(staff.sync, staff.sync).then(onBack)}
        >
          {t('staff.task.release')}
        </button>
      )}
      <div class="dock">
        <button type="button" class="big1" disabled={!told || busy} onClick={() => void write()}>
          <Icon name="check" />
          {told ? t('staff.write', { what: t(`staff.task.outcome.${told.outcome}`) }) : t('staff.call.writeNothing')}
        </button>
      </div>
    </section>
  )
}

/** Who it is for, the number, and what to say. */
function About({ task, me }: { task: Task; me?: Me }) {
  const why = t(me?.sight === 'full' ? 'staff.task.demo' : 'staff.task.masked') // whoever sees all numbers may dial them but made-up ones
  return (
    <>
      <Step n="1" done>
        {nameOf(task)}
      </Step>
      {task.phone && task.dial && (
        <a class="big1 tel" href={`tel:${task.phone.value}`}>
          <Icon name="call" />
          {t('staff.task.call', { phone: phone(task.phone.value) })}
        </a>
      )}
      {task.phone && !task.dial && (
        <p class="hint">
          {phone(task.phone.value)}. {why}
        </p>
      )}
      <div class="card say">
        {task.title && <b>{task.title}</b>}
        {task.script && <p>{task.script}</p>}
        {task.heldUntil && (
          <small>{t('staff.task.until', { at: clock(task.heldUntil, me?.zone ?? 'Asia/Ho_Chi_Minh') })}</small>
        )}
      </div>
    </>
  )
}

/** What an outcome needs besides. */
function More({ form, change }: { form: Form; change: (more: Partial<Form>) => void }) {
  if (form.outcome === 'call_again')
    return (
      <>
        <h2>{t('staff.task.againAsk')}</h2>
        <Chips
          label={t('staff.task.againAsk')}
          of={agains.map((a) => ({ value: a, text: t(`staff.task.again.${a}`) }))}
          value={form.again}
          onPick={(again) => change({ again })}
        />
      </>
    )
  if (form.outcome !== 'refuses') return null
  return (
    <>
      <h2>{t('staff.task.coversAsk')}</h2>
      <Chips
        label={t('staff.task.coversAsk')}
        of={coverings.map((c) => ({ value: c, text: t(`staff.task.covers.${c}`) }))}
        value={form.covers}
        onPick={(covers) => change({ covers })}
      />
    </>
  )
}
