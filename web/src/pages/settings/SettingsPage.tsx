import { Link, useSearch } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon, type IconName } from '@/parts/Icon'
import { useMay, useSession } from '@/session'
import { Help } from '@/shell/Help'
import { useTitle } from '@/shell/PageStates'
import { PrivacyTab } from '../privacy/PrivacyTab'
import { ApiKeys } from './ApiKeys'
import { AuditLog } from './AuditLog'
import { Backups } from './Backups'
import { Channels } from './Channels'
import { Fate } from './Fate'
import { Me } from './Me'
import { NamesCard } from './NamesCard'
import { PageRules } from './PageRules'
import { People } from './People'
import { Rates } from './Rates'
import { Reach } from './Reach'
import { Referrers } from './Referrers'
import { Security } from './Security'
import { Sessions } from './Sessions'
import './settings.css'
import { WorkspaceForm } from './WorkspaceForm'

type Tab =
  | 'workspace'
  | 'people'
  | 'keys'
  | 'privacy'
  | 'reach'
  | 'channels'
  | 'audit'
  | 'backups'
  | 'sessions'
  | 'security'
  | 'me'
const icons: Record<Tab, IconName> = {
  workspace: 'store',
  people: 'users',
  keys: 'key',
  privacy: 'lock',
  reach: 'send',
  channels: 'mail',
  audit: 'clock',
  backups: 'hist',
  sessions: 'globe',
  security: 'key',
  me: 'user',
}

/** The business, its people, its keys, and the reader's own account. */
export default function SettingsPage() {
  const { t } = useTranslation()
  const people = useMay('people')
  const editor = useMay('maps')
  const counts = useMay('settings')
  const owner = useMay('own')
  const customers = useMay('customers')
  const tabs: Tab[] = [
    'workspace',
    ...(people ? (['people', 'keys'] as const) : []),
    ...(customers ? (['privacy', 'reach'] as const) : []),
    ...(counts ? (['channels'] as const) : []),
    ...(people ? (['audit'] as const) : []),
    ...(owner ? (['backups'] as const) : []),
    'sessions',
    'security',
    'me',
  ]
  const { tab: asked } = useSearch({ strict: false }) as { tab?: string }
  const must = useSession()?.user?.mustSecondStep
  const tab = tabs.find((x) => x === asked) ?? (must ? 'security' : 'workspace')
  const here = useRef<HTMLAnchorElement>(null)
  useEffect(() => void here.current?.scrollIntoView({ block: 'nearest', inline: 'center' }), [tab])
  useTitle(`${t(`settings.tab.${tab}`)} · ${t('nav.settings')}`)
  return (
    <div className="page set">
      <header className="ph">
        <div className="ph-t">
          <h1>{t('nav.settings')}</h1>
          <Help page="settings" />
        </div>
      </header>
      <div className="set-g">
        <nav className="set-nav" aria-label={t('nav.settings')}>
          {tabs.map((x) => (
            <Link
              key={x}
              ref={x === tab ? here : undefined}
              to="/settings"
              search={{ tab: x }}
              replace
              aria-current={x === tab ? 'page' : undefined}
            >
              <Icon name={icons[x]} />
              {t(`settings.tab.${x}`)}
            </Link>
          ))}
        </nav>
        <div className="stack">
          {tab === 'workspace' && (
            <>
              <WorkspaceForm />
              <Rates />
              <Referrers />
              <NamesCard />
              {editor && <PageRules />}
              <Fate />
            </>
          )}
          {tab === 'people' && <People />}
          {tab === 'keys' && <ApiKeys />}
          {tab === 'privacy' && <PrivacyTab />}
          {tab === 'reach' && <Reach />}
          {tab === 'channels' && <Channels />}
          {tab === 'audit' && <AuditLog />}
          {tab === 'backups' && <Backups />}
          {tab === 'sessions' && <Sessions />}
          {tab === 'security' && <Security />}
          {tab === 'me' && <Me />}
        </div>
      </div>
    </div>
  )
}
