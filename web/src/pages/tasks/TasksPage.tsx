import { notifications } from '@mantine/notifications'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { PageHead } from '@/parts/PageHead'
import { Empty, explain, Loaded } from '@/parts/parts'
import { useTitle } from '@/shell/PageStates'
import { campaignQuery } from '../campaigns/data'
import { takeNext, tasksQuery, useTaskChange, type Task } from './data'
import { TaskCard } from './TaskCard'
import { TaskRow } from './TaskRow'
import './tasks.css'
import { taskViews, type TaskView } from './views'

interface Search {
  view?: TaskView
  campaign?: string
  task?: string
}

/** What is to be done for customers: a list, and beside it the task that is open. */
export default function TasksPage() {
  const { t } = useTranslation()
  const f = useFormat()
  useTitle(t('nav.tasks'))
  const { view = 'open', campaign, task } = useSearch({ strict: false }) as Search
  const query = useInfiniteQuery(tasksQuery(view, campaign))
  const first = query.data?.pages[0]
  return (
    <div className={'page tsk' + (task ? ' one' : '')}>
      <PageHead title={t('nav.tasks')} help="tasks" lead={t('tasks.lead')}>
        <Next />
      </PageHead>
      <div className="row tsk-v">
        <Views now={view} campaign={campaign} counts={first?.counts} />
        {campaign && <OfCampaign id={campaign} view={view} />}
        <span className="sp" />
        {first && (
          <p className="t2 sm">
            {t('tasks.progress', { mine: f.num(first.counts.mine), today: f.num(first.counts.today) })}
          </p>
        )}
      </div>
      <div className="tsk-g">
        <section className="card tsk-l" aria-label={t('tasks.list')}>
          <Loaded query={query} rows={6}>
            {({ pages }) => <List all={pages.flatMap((p) => p.tasks)} view={view} now={task} />}
          </Loaded>
          {query.hasNextPage && (
            <button type="button" className="btn wide" onClick={() => void query.fetchNextPage()}>
              {t('tasks.more')}
            </button>
          )}
        </section>
        <TaskCard key={task} id={task} />
      </div>
    </div>
  )
}

const handful = 5

/** Takes the calls that are due next, and opens the first. */
function Next() {
  const { t } = useTranslation()
  const f = useFormat()
  const navigate = useNavigate()
  const next = useTaskChange(takeNext, (taken) => {
    const n = taken.length
    notifications.show({ message: n === 0 ? t('tasks.nextNone') : t('tasks.nextGot', { n: f.num(n), count: n }) })
    if (n > 0) void navigate({ to: '/tasks', search: { view: 'mine', task: taken[0]!.id } })
  })
  return (
    <>
      {next.error && (
        <p className="bad" role="alert">
          {explain(next.error, t)}
        </p>
      )}
      <button type="button" className="btn p" disabled={next.isPending} onClick={() => next.mutate(handful)}>
        <Icon name="call" size="s" />
        {t('tasks.next', { n: f.num(handful) })}
      </button>
    </>
  )
}

interface ViewsProps {
  now: TaskView
  campaign?: string
  counts?: { mine: number; open: number; overdue: number }
}

function Views({ now, campaign, counts }: ViewsProps) {
  const { t } = useTranslation()
  const f = useFormat()
  return (
    <nav className="seg" aria-label={t('tasks.views')}>
      {taskViews.map((v) => (
        <Link
          key={v}
          to="/tasks"
          search={{ view: v === 'open' ? undefined : v, campaign }}
          replace
          aria-current={v === now ? 'page' : undefined}
        >
          {t(`tasks.view.${v}`)}
          {v !== 'done' && counts && <em>{f.num(counts[v])}</em>}
        </Link>
      ))}
    </nav>
  )
}

function OfCampaign({ id, view }: { id: string; view: TaskView }) {
  const { t } = useTranslation()
  const name = useQuery(campaignQuery(id)).data?.name
  if (!name) return null
  return (
    <Link to="/tasks" search={{ view: view === 'open' ? undefined : view }} className="btn o">
      {t('tasks.onlyCampaign', { name })}
      <Icon name="x" size="xs" />
    </Link>
  )
}

function List({ all, view, now }: { all: Task[]; view: TaskView; now?: string }) {
  const { t } = useTranslation()
  if (all.length === 0)
    return (
      <Empty icon={view === 'open' ? 'check' : 'list'} title={t(`tasks.none.${view}`)}>
        {t('tasks.noneHow')}
      </Empty>
    )
  return (
    <ul>
      {all.map((task) => (
        <TaskRow key={task.id} task={task} now={task.id === now} />
      ))}
    </ul>
  )
}
