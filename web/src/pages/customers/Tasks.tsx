import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustomerProfile } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { Loaded } from '@/parts/parts'
import { useMay } from '@/session'
import { customerTasksQuery, type Task } from '../tasks/data'
import { Standing } from '../tasks/TaskRow'
import { TaskDialog } from './TaskDialog'

/** What is to be done for the customer, and what was. */
export function Tasks({ customer }: { customer: CustomerProfile }) {
  const { t } = useTranslation()
  const may = useMay('touch')
  const [giving, setGiving] = useState(false)
  const query = useQuery(customerTasksQuery(customer.id))
  return (
    <section className="card" aria-labelledby="cust-tasks">
      <div className="hd">
        <h2 id="cust-tasks">{t('customers.tasks.title')}</h2>
        <span className="sp" />
        {may && (
          <button type="button" className="btn o" onClick={() => setGiving(true)}>
            <Icon name="plus" size="s" />
            {t('tasks.new.open')}
          </button>
        )}
      </div>
      <Loaded query={query} rows={1}>
        {(all) =>
          all.length === 0 ? (
            <p className="quiet">{t('customers.tasks.none')}</p>
          ) : (
            <ul className="cust-tasks">
              {all.map((task) => (
                <Line key={task.id} task={task} may={may} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <TaskDialog customer={customer} opened={giving} onClose={() => setGiving(false)} />
    </section>
  )
}

function Line({ task, may }: { task: Task; may: boolean }) {
  const { t } = useTranslation()
  const f = useFormat()
  const words = task.title || task.script?.split('\n')[0] || t(`tasks.kind.${task.kind}`)
  const over = task.state !== 'open' && task.state !== 'taken'
  return (
    <li>
      <span className="cut">
        {may ? (
          <Link to="/tasks" search={{ task: task.id, view: over ? 'done' : undefined }} className="link">
            {words}
          </Link>
        ) : (
          words
        )}
        <small className="t3">{f.dateTime(over ? task.changedAt : task.dueAt)}</small>
      </span>
      <Standing task={task} />
    </li>
  )
}
