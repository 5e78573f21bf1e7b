import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { explain } from './parts'

interface Props {
  opened: boolean
  close: () => void
  title: string
  /** What is about to happen. */
  children: ReactNode
  /** The button that does it. */
  go: string
  danger?: boolean
  act: { mutate: () => void; isPending?: boolean; error?: unknown }
}

/** Asks before something is done; what went wrong is said where it was asked. */
export function Confirm({ opened, close, title, children, go, danger, act }: Props) {
  const { t } = useTranslation()
  return (
    <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <div className="dlg">
        {children}
        {!!act.error && (
          <p className="bad" role="alert">
            {explain(act.error, t)}
          </p>
        )}
        <div className="dlg-act">
          <button type="button" className="btn" onClick={close}>
            {t('common.cancel')}
          </button>
          <button
            type="button"
            className={danger ? 'btn o danger' : 'btn p'}
            disabled={act.isPending}
            onClick={() => act.mutate()}
          >
            {go}
          </button>
        </div>
      </div>
    </Modal>
  )
}
