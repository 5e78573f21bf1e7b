import { Modal } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { CostsTaken } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { Failed } from '@/parts/parts'

const example = 'day,amount,channel,campaign\n2026-11-01,450000,facebook,soi-da-mien-phi\n2026-11-01,300000,google,\n'

/** Costs as a CSV file: what was taken, and which lines were not and why. */
export function Costs() {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <>
      <button type="button" className="btn o" onClick={() => setOpen(true)}>
        <Icon name="upload" size="s" />
        {t('attribution.upload')}
      </button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={t('attribution.uploadTitle')}
        size={560}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <Send done={() => setOpen(false)} />
      </Modal>
    </>
  )
}

function Send({ done }: { done: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const input = useRef<HTMLInputElement>(null)
  const send = useMutation({
    mutationFn: async (file: File) => {
      const text = await file.text()
      // The body is the file itself, which the schema knows only as bytes.
      return call(
        api.POST('/v1/costs', {
          body: text as never,
          bodySerializer: (b: unknown) => b as string,
          headers: { 'Content-Type': 'text/csv' },
        }),
      )
    },
    onSuccess: async (taken) => {
      await client.invalidateQueries({ queryKey: ['query'] })
      if (taken.rejected > 0) return
      notifications.show({ message: t('attribution.uploaded', { count: taken.taken }) })
      done()
    },
  })
  return (
    <div className="drop-file">
      <p className="t2 md">{t('attribution.uploadHow')}</p>
      <pre tabIndex={0} aria-label={t('attribution.uploadExample')}>
        {example}
      </pre>
      {send.error && <Failed error={send.error} />}
      {send.data && send.data.rejected > 0 && <Rejects taken={send.data} />}
      <input
        ref={input}
        type="file"
        accept=".csv,.xlsx,.json,.ndjson,.parquet,text/csv"
        hidden
        aria-label={t('attribution.uploadPick')}
        onChange={(e) => {
          const file = e.currentTarget.files?.[0]
          e.currentTarget.value = '' // the same file can be sent again after it was mended
          if (file) send.mutate(file)
        }}
      />
      <button type="button" className="btn p big wide" disabled={send.isPending} onClick={() => input.current?.click()}>
        <Icon name="upload" size="s" />
        {t(send.isPending ? 'attribution.uploadSending' : 'attribution.uploadPick')}
      </button>
    </div>
  )
}

/** Lines that were not taken; the others were. */
function Rejects({ taken }: { taken: CostsTaken }) {
  const { t } = useTranslation()
  const f = useFormat()
  return (
    <div role="alert">
      <p className="md">
        {t('attribution.uploaded', { count: taken.taken })}{' '}
        <b className="b dn">{t('attribution.rejected', { count: taken.rejected, n: f.num(taken.rejected) })}</b>
      </p>
      <ul className="rejects sm">
        {taken.rejects.slice(0, 8).map((r) => (
          <li key={r.line}>
            {t('attribution.rejectLine', { line: f.num(r.line) })}: {t(`attribution.reject.${r.reason}`)}
            {r.value && <> “{r.value}”</>}
          </li>
        ))}
        {taken.rejected > 8 && <li className="t3">…</li>}
      </ul>
    </div>
  )
}
