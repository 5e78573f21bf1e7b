import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Home, TouchpointChange } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import type { View } from '@/view/view'

/** Rates that moved between the periods by more than chance. */
export function Changes({ home, view }: { home: Home; view: View }) {
  const { t } = useTranslation()
  return (
    <section className="card">
      <div className="hd">
        <h2>{t('home.changes')}</h2>
        <span className="t3 sm hide-m">{t('home.changesHow')}</span>
      </div>
      {home.changes.length === 0 || !view.compare ? (
        <p className="t2 md" style={{ padding: '0 16px 14px' }}>
          {t(view.compare ? 'home.noChanges' : view.early ? 'view.earlyWhy' : 'home.notCompared')}
        </p>
      ) : (
        <ul className="cg">
          {home.changes.slice(0, 8).map((c) => (
            <Change key={c.touchpoint + c.measure} c={c} map={home.map ?? ''} />
          ))}
        </ul>
      )}
    </section>
  )
}

function Change({ c, map }: { c: TouchpointChange; map: string }) {
  const { t } = useTranslation()
  const f = useFormat()
  const rose = c.now.value > c.before.value
  const word = `home.change.${c.measure}${rose ? 'Up' : 'Down'}`
  const tone = c.better ? 'up' : 'dn'
  return (
    <li>
      <div className="h">
        <span className={tone}>
          <Icon name={rose ? 'ur' : 'dr'} size="s" />
        </span>
        <div>
          <Link to="/maps/$id" params={{ id: map }} search={{ at: c.touchpoint }}>
            {c.name}
          </Link>
          <em className={tone}>{t(word, { from: f.pct(c.before.value), to: f.pct(c.now.value) })}</em>
        </div>
      </div>
      <p>
        {t('home.change.detail', {
          low: f.points(c.low),
          high: f.points(c.high),
          n: f.num(c.now.n),
          before: f.num(c.before.n),
        })}
      </p>
    </li>
  )
}
