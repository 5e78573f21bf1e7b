import { Link, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { Tag } from '@/parts/parts'
import { Avatar } from '../customers/items'
import type { Task } from './data'

/** Who a task is for. */
export function useTaskName() {
  const { t } = useTranslation()
  return (task: Task) => task.name || t(task.customer ? 'tasks.unnamed' : 'tasks.erased')
}

/** One task in a list. */
export function TaskRow({ task, now }: { task: Task; now: boolean }) {
  const { t } = useTranslation()
  const nameOf = useTaskName()
  const search = useSearch({ strict: false })
  return (
    <li>
      <Link to="/tasks" search={{ ...search, task: task.id }} aria-current={now ? 'true' : undefined} className="tsk-r">
        <Avatar name={task.name} />
        <span>
          <b>{nameOf(task)}</b>
          <small>
            <Icon name={task.kind === 'call' ? 'call' : 'check'} size="xs" />
            {task.title || task.script?.split('\n')[0] || t(`tasks.kind.${task.kind}`)}
          </small>
        </span>
        <span className="tsk-s">
          <Standing task={task} />
          <When task={task} />
        </span>
      </Link>
    </li>
  )
}

const tones = { done: 'good', expired: 'warn', dropped: undefined, open: undefined, taken: 'brand' } as const

/** How far it is: how it ended, who has it, or that it is late. */
export function Standing({ task }: { task: Task }) {
  const { t } = useTranslation()
  if (task.state === 'done' && task.outcome)
    return (
      <Tag tone={['interested', 'finished'].includes(task.outcome) ? 'good' : undefined}>
        {t(`tasks.outcome.${task.outcome}`)}
      </Tag>
    )
  if (task.state === 'taken' && !task.mine)
    return <Tag tone="brand">{t('tasks.held', { name: task.byName || t('tasks.somebody') })}</Tag>
  if (task.overdue)
    return (
      <Tag tone="warn" icon="clock">
        {t('tasks.overdue')}
      </Tag>
    )
  return <Tag tone={tones[task.state]}>{t(`tasks.state.${task.state}`)}</Tag>
}

function When({ task }: { task: Task }) {
  const { t } = useTranslation()
  const f = useFormat()
  const over = task.state !== 'open' && task.state !== 'taken'
  const words = [
    over
      ? f.dateTime(task.changedAt)
      : t(Date.parse(task.dueAt) > Date.now() ? 'tasks.dueAt' : 'tasks.since', { at: f.dateTime(task.dueAt) }),
    !over && task.tries && t('tasks.tries', { n: f.num(task.tries), count: task.tries }),
  ]
  return <small className="t3">{words.filter(Boolean).join(' · ')}</small>
}
