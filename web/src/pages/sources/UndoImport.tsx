import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { ImportInfo } from '@/api/types'
import { useFormat } from '@/i18n'
import { Confirm } from '@/parts/Confirm'
import { Icon } from '@/parts/Icon'
import { useMay } from '@/session'
import { CostsBack } from './ImportCosts'
import { CountsBack } from './ImportCounts'

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
      <Asked job={job} opened={open} close={() => setOpen(false)} />
    </>
  )
}

function Asked({ job, opened, close }: { job: ImportInfo; opened: boolean; close: () => void }) {
  const { t } = useTranslation()
  const f = useFormat()
  const client = useQueryClient()
  const undo = useMutation({
    mutationFn: () => call(api.POST('/v1/imports/{id}/undo', { params: { path: { id: job.id } } })),
    onSuccess: async () => {
      close()
      await client.invalidateQueries({ queryKey: ['imports'] })
      await client.invalidateQueries({ queryKey: ['query'] })
      await client.invalidateQueries({ queryKey: ['counts'] })
    },
  })
  const count = job.touches ?? 0
  return (
    <Confirm
      opened={opened}
      close={close}
      title={t('sources.import.undoTitle')}
      go={count > 0 ? t('sources.import.undoGo', { count, n: f.num(count) }) : t('sources.import.undo')}
      act={undo}
    >
      {job.costs ? (
        <CostsBack job={job} />
      ) : job.counts ? (
        <CountsBack job={job} />
      ) : (
        <p>
          {count > 0
            ? t('sources.import.undoWhat', { count, n: f.num(count), name: job.fileName })
            : t('sources.import.undoNone')}
        </p>
      )}
    </Confirm>
  )
}
