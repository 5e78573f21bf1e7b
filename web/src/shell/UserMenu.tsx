import { Menu } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { initials } from '@/format'
import { useLang } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { useSession, useSignOut } from '@/session'
import { useTheme, type Theme } from '@/theme/scheme'
import { choose } from './usePreferences'

const themes: [Theme, 'sun' | 'moon' | 'monitor'][] = [
  ['light', 'sun'],
  ['dark', 'moon'],
  ['system', 'monitor'],
]

/** Who is signed in, with the choice of language and theme and the way out. */
export function UserMenu({ slim }: { slim: boolean }) {
  const { t } = useTranslation()
  const user = useSession()?.user
  const signOut = useSignOut()
  const navigate = useNavigate()
  const theme = useTheme()
  const lang = useLang()
  if (!user) return null
  return (
    <Menu position={slim ? 'right-end' : 'top-start'} width={220}>
      <Menu.Target>
        <button type="button" className="who1" aria-label={t('nav.account', { name: user.name })}>
          <span className="av" aria-hidden="true">
            {initials(user.name)}
          </span>
          {!slim && (
            <span className="who1-n">
              {user.name}
              <small>{t(`role.${user.role}`)}</small>
            </span>
          )}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('nav.theme')}</Menu.Label>
        {themes.map(([name, icon]) => (
          <Menu.Item
            key={name}
            leftSection={<Icon name={icon} />}
            rightSection={theme === name && <Icon name="check" size="s" />}
            onClick={() => choose({ theme: name })}
            closeMenuOnClick={false}
          >
            {t(`theme.${name}`)}
          </Menu.Item>
        ))}
        <Menu.Label>{t('nav.language')}</Menu.Label>
        {(['vi', 'en'] as const).map((l) => (
          <Menu.Item
            key={l}
            lang={l}
            leftSection={<Icon name="globe" />}
            rightSection={lang === l && <Icon name="check" size="s" />}
            onClick={() => choose({ language: l })}
            closeMenuOnClick={false}
          >
            {l === 'vi' ? 'Tiếng Việt' : 'English'}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="store" />} onClick={() => void navigate({ to: '/workspaces' })}>
          {t('nav.overview')}
        </Menu.Item>
        <Menu.Item
          leftSection={<Icon name="logout" />}
          onClick={() => void signOut().then(() => navigate({ to: '/sign-in' }))}
        >
          {t('nav.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
