import { Menu } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Icon } from './Icon'

/** A menu of things to show or hide: each is ticked on and off while the menu stays open. */
export function TickMenu<T extends string>({
  label,
  of,
  on,
  toggle,
  word,
  className = 'btn',
}: {
  label: string
  of: readonly T[]
  on: readonly T[]
  toggle: (v: T) => void
  word: (v: T) => string
  className?: string
}) {
  const { t } = useTranslation()
  return (
    <Menu closeOnItemClick={false} position="bottom-end">
      <Menu.Target>
        <button type="button" className={className}>
          <Icon name="list" size="s" />
          {label}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {of.map((v) => (
          <Menu.Item
            key={v}
            rightSection={
              on.includes(v) && (
                <>
                  <Icon name="check" size="s" />
                  <span className="vh">{t('common.shown')}</span>
                </>
              )
            }
            onClick={() => toggle(v)}
          >
            {word(v)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
