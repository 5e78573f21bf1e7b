import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { phone } from '@/format'
import { useFormat } from '@/i18n'
import { Confirm } from '@/parts/Confirm'
import { Icon } from '@/parts/Icon'
import { Empty, explain, Loaded } from '@/parts/parts'
import { useSession } from '@/session'
import { campaignQuery } from '../campaigns/data'
import { useRule } from '../campaigns/rules'
import { Avatar } from '../customers/items'
import { drop, release, take, taskQuery, useTaskChange, type Task } from './data'
import { Outcomes } from './Outcomes'
import { Standing, useTaskName } from './TaskRow'

/** The task that is open: the customer, what to say, and how it went. */
export function TaskCard({ id }: { id?: string }) {
  const { t } = useTranslation()
  const query = useQuery({ ...taskQuery(id ?? ''), enabled: !!id })
  const search = useSearch({ strict: false })
  return (
    <section className="card tsk-c" aria-label={t('tasks.about')}>
      {id && (
        <Link to="/tasks" search={{ ...search, task: undefined }} className="btn tsk-back">
          <Icon name="left" size="s" />
          {t('tasks.back')}
        </Link>
      )}
      {id ? (
        <Loaded query={query} rows={5}>
          {(task) => <One task={task} />}
        </Loaded>
      ) : (
        <Empty icon="call" title={t('tasks.pick')} />
      )}
    </section>
  )
}

function One({ task }: { task: Task }) {
  const { t } = useTranslation()
  const f = useFormat()
  const nameOf = useTaskName()
  const facts = [
    task.toName && t('tasks.to', { name: task.toName }),
    task.tries && t('tasks.tries', { n: f.num(task.tries), count: task.tries }),
    task.mine
      ? task.heldUntil && t('tasks.heldUntil', { at: f.time(task.heldUntil) })
      : t('tasks.expires', { at: f.dateTime(task.expiresAt) }),
  ]
  return (
    <>
      <header className="tsk-w">
        <Avatar name={task.name} />
        <div>
          <h2>
            {task.customer ? (
              <Link to="/customers/$id" params={{ id: String(task.customer) }} className="link">
                {nameOf(task)}
              </Link>
            ) : (
              nameOf(task)
            )}
          </h2>
          <p className="t2 sm">{facts.filter(Boolean).join(' · ')}</p>
        </div>
        <span className="sp" />
        <Standing task={task} />
      </header>
      <div className="tsk-b">
        {task.title && <p className="b">{task.title}</p>}
        <Script task={task} />
        {task.campaign && <From id={task.campaign} />}
        <Why task={task} />
        {task.note && <blockquote>{task.note}</blockquote>}
        {task.mine && task.kind === 'call' && <Dial task={task} />}
      </div>
      <Steps task={task} />
    </>
  )
}

function Script({ task }: { task: Task }) {
  const { t } = useTranslation()
  if (!task.script) return task.title ? null : <p className="quiet">{t('tasks.noScript')}</p>
  return (
    <div className="tsk-t">
      <h3>{t('tasks.script')}</h3>
      <p>{task.script}</p>
    </div>
  )
}

function From({ id }: { id: string }) {
  const { t } = useTranslation()
  const name = useQuery(campaignQuery(id)).data?.name
  if (!name) return null
  return (
    <p className="sm t2">
      {t('tasks.from')}{' '}
      <Link to="/campaigns/$id" params={{ id }} className="link">
        {name}
      </Link>
    </p>
  )
}

/** Why it waits, or is not to be done any more. */
function Why({ task }: { task: Task }) {
  const { t } = useTranslation()
  const f = useFormat()
  const rule = useRule()
  if (!task.rule) return null
  const waits = task.state === 'open'
  if (waits && Date.parse(task.dueAt) <= Date.now()) return null
  const own = task.rule === 'person' || task.rule === 'stopped'
  return (
    <div className="tsk-n" role="status">
      <Icon name={waits ? 'clock' : 'x'} size="s" />
      <p>
        {!own && <b>{t(waits ? 'tasks.notNow' : 'tasks.never')}</b>}{' '}
        {own ? t(`tasks.rule.${task.rule}`) : rule(task.rule).name}{' '}
        {waits && t('tasks.notNowUntil', { at: f.dateTime(task.dueAt) })}
      </p>
    </div>
  )
}

/** The number, to be dialled where it may be. */
function Dial({ task }: { task: Task }) {
  const { t } = useTranslation()
  const demo = useSession()?.workspace?.demo
  if (!task.phone) return <p className="bad">{t('tasks.noPhone')}</p>
  const number = phone(task.phone.value)
  if (!task.dial)
    return (
      <div>
        <p className="tsk-p">{number}</p>
        <p className="t3 sm">{t(demo ? 'tasks.demo' : 'tasks.masked')}</p>
      </div>
    )
  return (
    <a className="btn p big" href={`tel:${task.phone.value}`}>
      <Icon name="call" size="s" />
      {t('tasks.call', { phone: number })}
    </a>
  )
}

/** What can be done with it now. */
function Steps({ task }: { task: Task }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const search = useSearch({ strict: false })
  const [sure, setSure] = useState(false)
  const taking = useTaskChange(take)
  const releasing = useTaskChange(release)
  const dropping = useTaskChange(drop, () => {
    setSure(false)
    void navigate({ to: '/tasks', search: { ...search, task: undefined } })
  })
  const error = taking.error ?? releasing.error
  const over = task.state !== 'open' && task.state !== 'taken'
  if (over) return null
  return (
    <div className="tsk-a">
      {error && (
        <p className="bad" role="alert">
          {explain(error, t)}
        </p>
      )}
      {task.mine && <Outcomes key={task.tries} task={task} />}
      <div className="row">
        {task.state === 'open' && (
          <button type="button" className="btn p" disabled={taking.isPending} onClick={() => taking.mutate(task.id)}>
            {t(task.kind === 'call' ? 'tasks.takeCall' : 'tasks.take')}
          </button>
        )}
        {task.mine && (
          <button type="button" className="btn o" onClick={() => releasing.mutate(task.id)}>
            {t('tasks.release')}
          </button>
        )}
        {(task.mine || task.state === 'open') && (
          <button type="button" className="btn" onClick={() => setSure(true)}>
            {t('tasks.drop')}
          </button>
        )}
      </div>
      <Confirm
        opened={sure}
        close={() => setSure(false)}
        title={t('tasks.drop')}
        go={t('tasks.drop')}
        danger
        act={{ ...dropping, mutate: () => dropping.mutate(task.id) }}
      >
        <p>{t('tasks.dropSure')}</p>
      </Confirm>
    </div>
  )
}
