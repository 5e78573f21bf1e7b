import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { machineQuery } from '@/api/queries'
import type { Home } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon, type IconName } from '@/parts/Icon'
import { useMay } from '@/session'
import { requestsQuery } from '../privacy/data'
import { qualityQuery, standing } from '../sources/quality/data'

interface Task {
  icon: IconName
  n: number
  word: string
  to: '/' | '/maps/$id' | '/customers' | '/settings' | '/sources' | '/sources/quality'
  where: string
  tab?: string
  values?: Record<string, string>
}

/** What waits for somebody; where it stands alone (quiet) and nothing waits, nothing is said. */
export function Tasks({ home, quiet }: { home: Home; quiet?: boolean }) {
  const { t } = useTranslation()
  const f = useFormat()
  const machine = useMachineTasks()
  const findings = useQuery(qualityQuery).data?.findings.filter((x) => standing(x) === 'open') ?? []
  const requests = useQuery({ ...requestsQuery, enabled: useMay('customers') }).data
  const privacy = { icon: 'lock', to: '/settings', tab: 'privacy', where: 'settings.tab.privacy' } as const
  const tasks: Task[] = (
    [
      ...machine,
      { ...privacy, n: requests?.late ?? 0, word: 'requestsLate' },
      { ...privacy, n: requests?.soon ?? 0, word: 'requestsSoon' },
      { icon: 'wrench', n: findings.length, word: 'quality', to: '/sources/quality', where: 'nav.sources' },
      { icon: 'alert', n: home.quietSince ? 1 : 0, word: 'quiet', to: '/sources', where: 'nav.sources' },
      { icon: 'map', n: home.unmapped, word: 'unmapped', to: '/maps/$id', where: 'nav.maps' },
      { icon: 'eyeoff', n: home.neglected, word: 'neglected', to: '/maps/$id', where: 'nav.maps' },
      { icon: 'merge', n: home.suggestions, word: 'suggestions', to: '/customers', where: 'nav.customers' },
      { icon: 'clock', n: home.silence?.apart.k ?? 0, word: 'apart', to: '/maps/$id', where: 'nav.maps' },
      {
        icon: 'chart',
        n: home.leftOut.reduce((n, m) => n + m.touches, 0),
        word: 'leftOut',
        to: '/settings',
        where: 'nav.settings',
      },
    ] as Task[]
  ).filter((x) => x.n > 0)
  if (quiet && tasks.length === 0) return null
  return (
    <section className="card tk">
      <div className="hd">
        <h2>{t('home.tasks')}</h2>
        {tasks.length > 0 && <span className="tag">{tasks.length}</span>}
      </div>
      {tasks.length === 0 ? (
        <p className="t2 md" style={{ padding: '0 16px 14px' }}>
          {t('home.task.none')}
        </p>
      ) : (
        <ul>
          {tasks.map((x) => (
            <li key={x.word}>
              <Link to={x.to} params={{ id: home.map ?? '' }} search={x.tab ? { tab: x.tab } : undefined}>
                <Icon name={x.icon} />
                <div>
                  {t(x.word.includes('.') ? x.word : `home.task.${x.word}`, {
                    ...x.values,
                    count: x.n,
                    n: f.num(x.n),
                    share: f.pct(home.silence?.apart.value ?? 0),
                    days: home.silence?.days ?? 0,
                    day: home.quietSince ? f.dayMonth(home.quietSince) : '',
                    currencies: home.leftOut.map((m) => m.currency).join(', '),
                  })}
                  <small>{t(x.where)}</small>
                </div>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** What of the machine somebody must see to; backups lead to their page, the rest is for who runs the machine. */
function useMachineTasks(): Task[] {
  const { t } = useTranslation()
  const f = useFormat()
  const { data } = useQuery({ ...machineQuery, enabled: useMay('settings') })
  return (data?.concerns ?? []).map((c) => ({
    icon: 'alert',
    n: 1,
    word: `machine.${c.kind}`,
    values: {
      have: f.bytes(c.have ?? 0),
      need: f.bytes(c.need ?? 0),
      date: c.at ? f.dateTime(c.at) : t('machine.never'),
    },
    ...(c.kind.startsWith('backup')
      ? { to: '/settings', tab: 'backups', where: 'settings.tab.backups' }
      : { to: '/', where: 'machine.where' }),
  }))
}
