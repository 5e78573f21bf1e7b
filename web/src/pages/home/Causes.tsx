import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { causesQuery } from '@/api/queries'
import type { Cause, Home } from '@/api/types'
import { useFormat } from '@/i18n'
import { ChannelIcon, Loaded } from '@/parts/parts'
import type { View } from '@/view/view'

/** Who is lost where, and since when: what the breakdowns of every touchpoint say beyond chance. */
export function Causes({ home, view }: { home: Home; view: View }) {
  const { t } = useTranslation()
  const causes = useQuery(causesQuery(view))
  return (
    <section className="card czs" aria-label={t('home.causes')}>
      <div className="hd">
        <h2>{t('home.causes')}</h2>
        <span className="t3 sm hide-m">{t('home.causesHow')}</span>
      </div>
      <Loaded query={causes} rows={3}>
        {(found) =>
          found.causes.length === 0 ? (
            <p className="t2 md" style={{ padding: '0 16px 14px' }}>
              {t(found.tested > 0 ? 'home.noCauses' : 'home.fewForCauses')}
            </p>
          ) : (
            <ol className="cz">
              {found.causes.map((c) => (
                <Line key={c.touchpoint + c.by + c.values.join()} c={c} map={found.map ?? home.map ?? ''} />
              ))}
            </ol>
          )
        }
      </Loaded>
    </section>
  )
}

function Line({ c, map }: { c: Cause; map: string }) {
  const { t } = useTranslation()
  const f = useFormat()
  const who = useWho(c)
  const rates = {
    rate: f.pct(c.rate.value),
    rest: f.pct(c.rest.value),
    back: f.pct(1 - c.rate.value),
    restBack: f.pct(1 - c.rest.value),
    n: f.num(c.extra),
    count: Math.round(c.extra),
    money: f.money(c.money),
  }
  const steps = [['Email Delivered'], ['Email Opened']]
  return (
    <li>
      <ChannelIcon channel={c.measure === 'opened' ? 'email' : (c.channel ?? 'other')} />
      <div>
        <Link
          to="/journeys/$tab"
          params={{ tab: c.measure === 'opened' ? 'funnel' : 'exits' }}
          search={(was) => ({
            ...was,
            ...(c.measure === 'opened'
              ? { map: 'none', steps, hold: 'campaign', by: 'campaign' }
              : { map, touchpoint: c.touchpoint, by: c.by }),
          })}
        >
          {c.measure === 'opened' ? t('home.cause.mail', { name: c.values[0] }) : `${c.name}, ${who}`}
          {c.since && <>, {t('home.cause.since', { day: f.dayMonth(c.since) })}</>}
        </Link>
        <small>
          {t(`home.cause.${c.measure}`, rates)}
          {c.also && <> {t('home.cause.also', { count: c.also.length, n: f.num(c.also.length) })}</>}
        </small>
      </div>
    </li>
  )
}

/** "trên điện thoại", "từ 20 giờ đến 23 giờ", "ở Hà Đông" … */
function useWho(c: Cause) {
  const { t } = useTranslation()
  const first = c.values[0] ?? '',
    last = c.values.at(-1) ?? ''
  if (c.by === 'device')
    return t('home.cause.by.device', { value: t(`customers.device.${first}`, { defaultValue: first }) })
  if (c.by !== 'hour') return t(`home.cause.by.${c.by}`, { value: first })
  return t('home.cause.by.hour', { from: Number(first), to: (Number(last) + 1) % 24 || 24 })
}
