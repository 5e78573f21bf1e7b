import { Link, useParams } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { tabs, type JourneySearch } from './search'

/** The ways to look; the bar's choices come along. */
export function Tabs() {
  const { t } = useTranslation()
  const { tab } = useParams({ from: '/app/journeys/$tab' })
  const here = useRef<HTMLAnchorElement>(null)
  useEffect(() => void here.current?.scrollIntoView({ block: 'nearest', inline: 'center' }), [tab])
  return (
    <nav className="tabs" aria-label={t('journeys.tabs')}>
      {tabs.map((x) => (
        <Link
          key={x}
          ref={x === tab ? here : undefined}
          to="/journeys/$tab"
          params={{ tab: x }}
          search={shared}
          aria-current={x === tab ? 'page' : undefined}
        >
          {t(`journeys.tab.${x}`)}
        </Link>
      ))}
    </nav>
  )
}

/** Nothing of the address is one tab's alone: Depth of the paths is there again when one comes back. */
const shared = (old: JourneySearch) => old
