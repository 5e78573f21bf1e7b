import { useHotkeys } from '@mantine/hooks'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '@/parts/Icon'

const Finder = lazy(() => import('./Finder'))

/** Opens the finder by click or Ctrl+K; it loads when first opened. Only one that hears the keys may be on a page. */
export function FindButton({ slim, keys }: { slim: boolean; keys?: boolean }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const [used, setUsed] = useState(false)
  const turn = (on: boolean) => {
    setUsed(true)
    setOpen(on)
  }
  useHotkeys(keys ? [['mod+K', () => turn(!open)]] : [], [])
  return (
    <>
      <button
        type="button"
        className="find-b"
        aria-label={t('find.title')}
        aria-keyshortcuts="Control+K"
        title={t('find.hint')}
        onClick={() => turn(true)}
      >
        <Icon name="search" size={slim ? undefined : 's'} />
        {!slim && (
          <>
            <span>{t('common.search')}</span>
            <kbd>Ctrl K</kbd>
          </>
        )}
      </button>
      {used && (
        <Suspense>
          <Finder opened={open} close={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
