import { Menu } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Icon } from '@/parts/Icon'
import { useEnterWorkspace, useSession } from '@/session'
import { Mark } from './Mark'

/** The business being looked at, and the others one may enter. */
export function Workspace({ slim }: { slim: boolean }) {
  const { t } = useTranslation()
  const session = useSession()
  const enter = useEnterWorkspace()
  const navigate = useNavigate()
  const here = session?.workspace
  const face = (
    <>
      <Mark />
      <div>
        <b>{here?.name}</b>
        <small>{here?.archivedAt ? t('nav.archived') : here?.demo ? t('nav.demo') : t('nav.product')}</small>
      </div>
    </>
  )
  if (!session || session.workspaces.length < 2)
    return (
      <Link to="/" className="ws" title={here?.name}>
        {face}
      </Link>
    )
  const go = async (id: string) => {
    if (id === here?.id) return
    await navigate({ to: '/' })
    await enter(id)
  }
  return (
    <Menu width={240} position={slim ? 'right-start' : 'bottom-start'}>
      <Menu.Target>
        <button type="button" className="ws" aria-label={t('nav.workspace', { name: here?.name })}>
          {face}
          <Icon name="down" size="s" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('nav.workspaces')}</Menu.Label>
        {session.workspaces.map((w) => (
          <Menu.Item
            key={w.id}
            onClick={() => void go(w.id)}
            rightSection={w.id === here?.id && <Icon name="check" size="s" />}
          >
            {w.name}
            {w.demo && <span className="t3 xs"> · {t('nav.demo')}</span>}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="store" />} onClick={() => void navigate({ to: '/workspaces' })}>
          {t('nav.overview')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
