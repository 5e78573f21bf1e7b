import { Popover } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

/** The pages that explain themselves: their words are in help.<page>. */
export type HelpPage =
  | 'home'
  | 'start'
  | 'maps'
  | 'map'
  | `journeys.${string}`
  | 'customers'
  | 'customer'
  | 'segments'
  | 'campaigns'
  | 'campaign'
  | 'tasks'
  | 'messages'
  | 'vouchers'
  | 'sources'
  | 'source'
  | 'import'
  | 'staff'
  | 'qr'
  | 'forms'
  | 'paper'
  | 'outgoing'
  | 'exclusions'
  | 'quality'
  | 'settings'

const parts = ['shows', 'counts', 'do'] as const

/** "?" beside a page's title: what the page shows, how it is counted, what to do with it. */
export function Help({ page }: { page: HelpPage }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" width={360} trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className="help-b"
          aria-label={t('help.open')}
          title={t('help.open')}
          aria-haspopup="dialog"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          ?
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('help.open')} className="help" maw="calc(100vw - 24px)">
        <dl tabIndex={0} data-autofocus>
          {parts.map((p) => (
            <div key={p}>
              <dt>{t(`help.part.${p}`)}</dt>
              <dd>{t(`help.${page}.${p}`)}</dd>
            </div>
          ))}
        </dl>
      </Popover.Dropdown>
    </Popover>
  )
}
