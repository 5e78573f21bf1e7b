import { Select } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { Icon } from '@/parts/Icon'
import { save } from '@/parts/FileMenu'
import { explain } from '@/parts/parts'

const sizes = { a4: 12, tent: 1, sticker: 1 }
type Size = keyof typeof sizes
type Format = 'pdf' | 'svg' | 'png'

/**
 * Codes as a file for the printer: the paper, the kind of file. A picture has one page. Without ids it is the one code
 * of a form.
 */
export function PrintBar({ ids, form }: { ids: string[]; form?: string }) {
  const { t } = useTranslation()
  const [size, setSize] = useState<Size>('a4')
  const [wanted, setFormat] = useState<Format>('pdf')
  const onePage = ids.length <= sizes[size]
  const format = onePage ? wanted : 'pdf'
  const print = useMutation({
    mutationFn: async () => {
      const params = { path: { id: form ?? ids.join(',') }, query: { size, format } }
      const sheet = form ? '/v1/forms/{id}/sheet' : '/v1/qr-codes/{id}/sheet'
      const blob = await call<Blob>(api.GET(sheet, { params, parseAs: 'blob' } as never) as never)
      save(`cham-qr.${format}`, blob)
    },
  })
  return (
    <div className="printbar">
      {!form && <b role="status">{t('qr.picked', { count: ids.length, n: ids.length })}</b>}
      <Select
        size="xs"
        aria-label={t('qr.sizeLabel')}
        allowDeselect={false}
        value={size}
        onChange={(v) => setSize(v as Size)}
        data={Object.keys(sizes).map((s) => ({ value: s, label: t(`qr.size.${s}`) }))}
      />
      <Select
        size="xs"
        w={84}
        aria-label={t('qr.format')}
        allowDeselect={false}
        value={format}
        onChange={(v) => setFormat(v as Format)}
        data={['pdf', 'svg', 'png'].map((f) => ({
          value: f,
          label: f.toUpperCase(),
          disabled: f !== 'pdf' && !onePage,
        }))}
      />
      <button type="button" className="btn p" disabled={print.isPending} onClick={() => print.mutate()}>
        <Icon name="print" size="s" />
        {t('qr.print')}
      </button>
      {!onePage && <small>{t('qr.pictureOne')}</small>}
      {print.error && (
        <p className="bad" role="alert">
          {explain(print.error, t)}
        </p>
      )}
    </div>
  )
}
