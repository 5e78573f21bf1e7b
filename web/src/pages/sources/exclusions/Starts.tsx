import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { Exclusion, ExclusionRule } from '@/api/types'
import { Icon } from '@/parts/Icon'
import { useSession } from '@/session'
import { kindOf } from './data'

const free = ['gmail.com', 'yahoo.com', 'outlook.com', 'hotmail.com', 'icloud.com', 'yahoo.com.vn']

/** Rules that most businesses want, to begin with; those that stand already are left out. */
export function Starts({ rules, begin }: { rules: Exclusion[]; begin: (r: ExclusionRule) => void }) {
  const { t } = useTranslation()
  const session = useSession()
  const here = useQuery({
    queryKey: ['sessions'],
    queryFn: ({ signal }) => call(api.GET('/v1/sessions', { signal })),
  }).data?.find((s) => s.here)?.address
  const domain = session?.user?.email.split('@')[1] ?? ''
  const all: { id: string; rule: ExclusionRule }[] = [
    {
      id: 'sites',
      rule: { kind: 'host', values: ['localhost', '127.0.0.1', '*.local', 'staging.*', '*.staging.*', 'test.*'] },
    },
    { id: 'robots', rule: { kind: 'robots', values: [] } },
    { id: 'role', rule: { kind: 'trait', field: 'role', values: ['staff', 'nhân viên'] } },
    { id: 'tag', rule: { kind: 'trait', field: 'tags', values: ['test'] } },
    { id: 'parameter', rule: { kind: 'parameter', field: 'test', values: [] } },
  ]
  if (domain.includes('.') && !free.includes(domain))
    all.unshift({ id: 'domain', rule: { kind: 'customer', values: ['@' + domain] } })
  if (here) all.unshift({ id: 'here', rule: { kind: 'address', values: [here] } })
  const stands = (r: ExclusionRule) =>
    rules.some(
      (x) =>
        x.kind === r.kind &&
        (x.field ?? '') === (r.field ?? '') &&
        (r.values ?? []).every((v) => x.values?.includes(v)),
    )
  const left = all.filter((s) => !stands(s.rule))
  if (left.length === 0) return null
  return (
    <section className="card below" aria-labelledby="starts">
      <div className="hd">
        <h2 id="starts">{t('exclusions.starts')}</h2>
      </div>
      <ul className="starts">
        {left.map((s) => (
          <li key={s.id}>
            <Icon name={kindOf(s.rule.kind).icon} />
            <span className="two">
              <b>{t(`exclusions.start.${s.id}.name`)}</b>
              <small className="any">{t(`exclusions.start.${s.id}.what`, { values: s.rule.values?.join(', ') })}</small>
            </span>
            <button
              type="button"
              className="btn o"
              aria-label={t('exclusions.try', { name: t(`exclusions.start.${s.id}.name`) })}
              onClick={() => begin({ ...s.rule, name: t(`exclusions.start.${s.id}.name`) })}
            >
              {t('exclusions.look')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
