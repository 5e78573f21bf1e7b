import { Menu, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '@/parts/Icon'
import { IconButton } from '@/parts/parts'
import { useSession } from '@/session'
import { journeySearch, type JourneySearch } from './search'

/** A name for a tab and all its choices. */
interface SavedView { name: string; tab: string; search: JourneySearch }

/** Views kept under a name, and the link that shows this one to a colleague. */
export function Views() {
  const { t } = useTranslation()
  const { tab } = useParams({ from: '/app/journeys/$tab' })
  const search = useSearch({ from: '/app/journeys/$tab' })
  const navigate = useNavigate()
  const [views, keep] = useViews()
  const [name, setName] = useState('')
  const [open, setOpen] = useState(false)
  const add = (e: FormEvent) => {
    e.preventDefault()
    const called = name.trim().normalize('NFC')
    if (!called) return
    keep([...views.filter((v) => v.name !== called), { name: called, tab, search }].sort((a, b) => a.name.localeCompare(b.name)))
    setName('')
    setOpen(false)
    notifications.show({ message: t('journeys.viewKept', { name: called }) })
  }
  const copy = () => void navigator.clipboard.writeText(location.href).then(() => notifications.show({ message: t('journeys.linkCopied') }), () => {})
  return (
    <>
      <Menu opened={open} onChange={setOpen} position="bottom-end" width={280}>
        <Menu.Target><button type="button" className="btn o"><Icon name="star" size="s" />{t('journeys.views')}<Icon name="down" size="s" /></button></Menu.Target>
        <Menu.Dropdown>
          {views.length === 0 && <p className="t3 sm" style={{ padding: '4px 12px 8px' }}>{t('journeys.viewsNone')}</p>}
          {views.map((v) => (
            <div key={v.name} className="view1">
              <Menu.Item onClick={() => void navigate({ to: '/journeys/$tab', params: { tab: v.tab }, search: journeySearch({ ...v.search }) })}>{v.name}<span className="t3 xs"> · {t(`journeys.tab.${v.tab}`)}</span></Menu.Item>
              <IconButton icon="trash" label={t('journeys.viewDelete', { name: v.name })} onClick={() => keep(views.filter((x) => x !== v))} />
            </div>
          ))}
          <Menu.Divider />
          <form onSubmit={add} className="view-new">
            <TextInput size="xs" aria-label={t('journeys.viewName')} placeholder={t('journeys.viewName')} value={name} maxLength={80} onChange={(e) => setName(e.currentTarget.value)} onKeyDown={(e) => e.key !== 'Escape' && e.stopPropagation()} />
            <button type="submit" className="btn p" disabled={!name.trim()}>{t('common.save')}</button>
          </form>
        </Menu.Dropdown>
      </Menu>
      <IconButton icon="link" label={t('journeys.copyLink')} onClick={copy} />
    </>
  )
}

/** The views this person keeps in this business, on this device. */
function useViews(): [SavedView[], (v: SavedView[]) => void] {
  const session = useSession()
  const key = `cham.views.${session?.workspace?.id}.${session?.user?.id}`
  const [views, set] = useState<SavedView[]>(() => {
    try {
      return JSON.parse(localStorage.getItem(key) ?? '[]') as SavedView[]
    } catch {
      return []
    }
  })
  return [views, (next) => {
    set(next)
    try {
      localStorage.setItem(key, JSON.stringify(next))
    } catch {
      /* storage is off: the views hold until reload */
    }
  }]
}
