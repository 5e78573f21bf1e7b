import { Textarea, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '@/i18n'
import { explain } from '@/parts/parts'
import { useZone } from '@/session'
import { instantOf, nextMorning, wallOf } from '../campaigns/when'
import { newID } from '../customers/newID'
import {
  callOutcomes,
  coverings,
  finish,
  useTaskChange,
  type Covers,
  type Outcome,
  type Result,
  type Task,
} from './data'

interface Form {
  outcome?: Outcome
  note: string
  again: string
  covers?: Covers
}

/** How it went: one button, what that outcome needs, a note. */
export function Outcomes({ task }: { task: Task }) {
  const { t } = useTranslation()
  const f = useFormat()
  const zone = useZone()
  const [id] = useState(newID)
  const [form, setForm] = useState<Form>(() => ({ note: '', again: wallOf(nextMorning(Date.now(), zone), zone) }))
  const save = useTaskChange(
    (r: Result) => finish(task.id, r),
    (after) =>
      notifications.show({
        message: after.state === 'open' ? t('tasks.savedAgain', { at: f.dateTime(after.dueAt) }) : t('tasks.saved'),
      }),
  )
  const outcomes: Outcome[] = task.kind === 'call' ? callOutcomes : ['finished']
  const { outcome, covers } = form
  const again = outcome === 'call_again' ? instantOf(form.again, zone) : undefined
  const ready = outcome && (outcome !== 'call_again' || again) && (outcome !== 'refuses' || covers)
  const submit = () =>
    ready &&
    save.mutate({
      id,
      outcome,
      again,
      note: form.note.trim() || undefined,
      covers: outcome === 'refuses' ? covers : undefined,
    })
  return (
    <div className="tsk-o">
      {task.kind === 'call' && <h3 id="tsk-how">{t('tasks.how')}</h3>}
      <Choice
        label={t('tasks.how')}
        of={outcomes}
        kind="outcome"
        value={outcome}
        set={(o) => setForm({ ...form, outcome: o })}
      />
      {outcome === 'call_again' && (
        <TextInput
          type="datetime-local"
          label={t('tasks.again')}
          description={t('tasks.againHow')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          w={240}
          value={form.again}
          onChange={(e) => setForm({ ...form, again: e.target.value })}
        />
      )}
      {outcome === 'refuses' && (
        <>
          <h3>{t('tasks.coversAsk')}</h3>
          <Choice
            label={t('tasks.coversAsk')}
            of={coverings}
            kind="covers"
            value={covers}
            set={(c) => setForm({ ...form, covers: c })}
          />
        </>
      )}
      <Textarea
        label={t('tasks.note')}
        autosize
        minRows={2}
        maxLength={1000}
        value={form.note}
        onChange={(e) => setForm({ ...form, note: e.target.value })}
      />
      {save.error && (
        <p className="bad" role="alert">
          {explain(save.error, t)}
        </p>
      )}
      <div>
        <button type="button" className="btn p" disabled={!ready || save.isPending} onClick={submit}>
          {t('tasks.save')}
        </button>
      </div>
    </div>
  )
}

interface ChoiceProps<V extends string> {
  label: string
  of: V[]
  kind: 'outcome' | 'covers'
  value?: V
  set: (v: V) => void
}

/** Buttons of which one is chosen. */
function Choice<V extends string>({ label, of, kind, value, set }: ChoiceProps<V>) {
  const { t } = useTranslation()
  return (
    <div className="tsk-ch" role="group" aria-label={label}>
      {of.map((v) => (
        <button key={v} type="button" aria-pressed={value === v} onClick={() => set(v)}>
          {t(`tasks.${kind}.${v}`)}
        </button>
      ))}
    </div>
  )
}
