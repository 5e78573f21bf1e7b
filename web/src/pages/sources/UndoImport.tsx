import { Modal } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { ImportInfo } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { explain } from '@/parts/parts'
import { useMay } from '@/session'

/** Takes an import back, once it was said how many touches go. */
export function UndoImport({ job, small }: { job: ImportInfo; small?: boolean }) {
  const { t } = useTranslation()
  const may = useMay('import')
  const [open, setOpen] = useState(false)
  if (!may || !['done', 'cancelled', 'failed'].includes(job.state)) return null
  return (
    <>
      <button type="button" className={'btn o' + (small ? ' s' : '')} onClick={() => setOpen(true)}>
        <Icon name="undo" size="s" />
        {t('sources.import.undo')}
      </button>
      <Confirm job={job} opened={open} close={() => setOpen(false)} />
    </>
  )
}

function Confirm({ job, opened, close }: { job: ImportInfo; opened: boolean; close: () => void }) {
  const { t } = useTranslation()
  const f = useFormat()
  const client = useQueryClient()
  const undo = useMutation({
    mutationFn: () => call(api.POST('/v1/imports/{id}/undo', { params: { path: { id: job.id } } })),
    onSuccess: async () => {
      close()
      await client.invalidateQueries({ queryKey: ['imports'] })
    },
  })
  const count = job.touches ?? 0
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t('sources.import.undoTitle')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <div className="dlg">
        <p>
          {count > 0
            ? t('sources.import.undoWhat', { count, n: f.num(count), name: job.fileName })
            : t('sources.import.undoNone')}
        </p>
        {undo.error && (
          <p className="bad" role="alert">
            {explain(undo.error, t)}
          </p>
        )}
        <div className="dlg-act">
          <button type="button" className="btn" onClick={close}>
            {t('common.cancel')}
          </button>
          <button type="button" className="btn p" disabled={undo.isPending} onClick={() => undo.mutate()}>
            {count > 0 ? t('sources.import.undoGo', { count, n: f.num(count) }) : t('sources.import.undo')}
          </button>
        </div>
      </div>
    </Modal>
  )
}
