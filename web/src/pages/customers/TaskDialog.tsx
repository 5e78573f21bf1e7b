import { Modal, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustomerProfile } from '@/api/types'
import { explain } from '@/parts/parts'
import { useZone } from '@/session'
import { instantOf } from '../campaigns/when'
import { give, tasksQuery, useTaskChange, type NewTask } from '../tasks/data'
import '../settings/settings.css' // of the dialogs
import { calledAs } from './data'

interface Props {
  customer: CustomerProfile
  opened: boolean
  onClose: () => void
}

/** Gives somebody a task for a customer. */
export function TaskDialog({ customer, opened, onClose }: Props) {
  const { t } = useTranslation()
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('tasks.new.title', { name: calledAs(customer, t) })}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ content: 'set' }}
    >
      {opened && <Form customer={customer} onClose={onClose} />}
    </Modal>
  )
}

type Kind = NewTask['kind']
type Class = NonNullable<NewTask['class']>
const classes: Class[] = ['care', 'marketing', 'survey', 'transaction']

function Form({ customer, onClose }: Omit<Props, 'opened'>) {
  const { t } = useTranslation()
  const zone = useZone()
  const [task, setTask] = useState({
    kind: 'call' as Kind,
    class: 'care' as Class,
    title: '',
    script: '',
    to: '',
    due: '',
  })
  const save = useTaskChange(give, () => {
    notifications.show({ message: t('tasks.new.given') })
    onClose()
  })
  const set = (more: Partial<typeof task>) => setTask({ ...task, ...more })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    const [what, id] = task.to.split(' ')
    save.mutate({
      customer: customer.id,
      kind: task.kind,
      class: task.kind === 'call' ? task.class : undefined,
      title: task.title.trim(),
      script: task.script.trim() || undefined,
      assignee: what === 'person' ? id : undefined,
      department: what === 'department' ? id : undefined,
      dueAt: instantOf(task.due, zone),
    })
  }
  return (
    <form className="dlg" onSubmit={submit}>
      <SegmentedControl
        fullWidth
        aria-label={t('tasks.about')}
        value={task.kind}
        onChange={(v) => set({ kind: v as Kind })}
        data={(['call', 'do'] as const).map((k) => ({ value: k, label: t(`tasks.kind.${k}`) }))}
      />
      <TextInput
        label={t('tasks.new.what')}
        placeholder={t('tasks.new.whatPlace')}
        required
        withAsterisk={false}
        maxLength={200}
        value={task.title}
        onChange={(e) => set({ title: e.target.value })}
      />
      <Textarea
        label={t('tasks.new.script')}
        autosize
        minRows={2}
        maxLength={4000}
        value={task.script}
        onChange={(e) => set({ script: e.target.value })}
      />
      {task.kind === 'call' && (
        <Select
          label={t('tasks.new.class')}
          allowDeselect={false}
          value={task.class}
          onChange={(v) => set({ class: v as Class })}
          data={classes.map((c) => ({ value: c, label: t(`reach.class.${c}`) }))}
        />
      )}
      <Whom value={task.to} set={(to) => set({ to })} />
      <TextInput
        type="datetime-local"
        label={t('tasks.new.due')}
        description={t('tasks.new.dueHow')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={task.due}
        onChange={(e) => set({ due: e.target.value })}
      />
      {save.error && (
        <p className="bad" role="alert">
          {explain(save.error, t)}
        </p>
      )}
      <div className="dlg-act">
        <button type="button" className="btn o" onClick={onClose}>
          {t('common.cancel')}
        </button>
        <button type="submit" className="btn p" disabled={!task.title.trim() || save.isPending}>
          {t('tasks.new.give')}
        </button>
      </div>
    </form>
  )
}

/** Who does it: somebody, a department, or anybody. */
function Whom({ value, set }: { value: string; set: (to: string) => void }) {
  const { t } = useTranslation()
  const page = useInfiniteQuery(tasksQuery('mine')).data?.pages[0]
  const of = (what: string, all: { id: string; name: string }[] = []) =>
    all.map((x) => ({ value: `${what} ${x.id}`, label: x.name }))
  return (
    <Select
      label={t('tasks.new.who')}
      allowDeselect={false}
      value={value}
      onChange={(v) => set(v ?? '')}
      data={[
        { value: '', label: t('tasks.new.anybody') },
        { group: t('tasks.new.departments'), items: of('department', page?.departments) },
        { group: t('tasks.new.people'), items: of('person', page?.people) },
      ]}
    />
  )
}
