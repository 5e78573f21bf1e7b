import { Modal, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { explain } from '@/parts/parts'
import { saveCSV } from '../journeys/download'
import '../settings/settings.css' // of the dialogs
import { addCodes, pasted, useAsked, type CodesAdded, type Stock } from './data'

/** Codes come into a pool from a file, or pasted; what was left out is told line by line. */
export function AddCodes({ pool, opened, close }: { pool: Stock; opened: boolean; close: () => void }) {
  const { t } = useTranslation()
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t('voucher.addTo', { name: pool.name })}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ content: 'set' }}
    >
      <Body pool={pool} close={close} />
    </Modal>
  )
}

function Body({ pool, close }: { pool: Stock; close: () => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const input = useRef<HTMLInputElement>(null)
  const asked = useAsked()
  const add = useMutation({
    mutationFn: (codes: File | string) => addCodes(pool.id, codes),
    onSuccess: async () => {
      setText('')
      await asked()
    },
  })
  return (
    <div className="dlg">
      <p>{t('voucher.addHow')}</p>
      <Textarea
        label={t('voucher.paste')}
        placeholder={'MUA-7K2P\nMUA-9XQ4'}
        autosize
        minRows={4}
        maxRows={10}
        value={text}
        onChange={(e) => setText(e.target.value)}
      />
      {!!add.error && (
        <p className="bad" role="alert">
          {explain(add.error, t)}
        </p>
      )}
      {add.data && <Result of={add.data} />}
      <input
        ref={input}
        type="file"
        accept=".csv,.txt,.xlsx,.json,.parquet"
        hidden
        aria-label={t('voucher.file')}
        onChange={(e) => {
          const file = e.currentTarget.files?.[0]
          if (file) add.mutate(file)
          e.currentTarget.value = ''
        }}
      />
      <div className="dlg-act">
        {add.data && (
          <button type="button" className="btn" onClick={close}>
            {t('common.done')}
          </button>
        )}
        <button type="button" className="btn o" disabled={add.isPending} onClick={() => input.current?.click()}>
          <Icon name="upload" size="s" />
          {t('voucher.file')}
        </button>
        <button
          type="button"
          className="btn p"
          disabled={!text.trim() || add.isPending}
          onClick={() => add.mutate(pasted(text))}
        >
          {t('voucher.addGo')}
        </button>
      </div>
    </div>
  )
}

function Result({ of }: { of: CodesAdded }) {
  const { t } = useTranslation()
  const f = useFormat()
  const head = ['line', 'text', 'why'].map((c) => t(`tags.col.${c}`))
  const take = () => saveCSV('cham-codes', [head, ...of.told.map((s) => [s.line, s.text, t(`voucher.why.${s.why}`)])])
  return (
    <div aria-live="polite">
      <p role="status" className="row">
        <Icon name="check" size="s" /> <b>{t('voucher.added', { n: f.num(of.added), count: of.added })}</b>
      </p>
      {of.skipped > 0 && (
        <>
          <p className="t2">{t('voucher.skipped', { n: f.num(of.skipped), count: of.skipped })}</p>
          <ul className="vch-s">
            {of.told.slice(0, 5).map((s) => (
              <li key={s.line}>
                {t('voucher.line', { n: s.line })} <code>{s.text}</code>{' '}
                <span className="t2">{t(`voucher.why.${s.why}`)}</span>
              </li>
            ))}
          </ul>
          <button type="button" className="link sm" onClick={take}>
            {t('voucher.take')}
          </button>
        </>
      )}
    </div>
  )
}
