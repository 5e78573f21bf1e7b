import { Menu, Modal } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { FormInfo } from '@/api/types'
import { Icon } from '@/parts/Icon'
import { explain } from '@/parts/parts'
import { useMay } from '@/session'
import { Code } from '../Code'
import { PrintBar } from '../codes/PrintBar'
import { formsQuery } from './data'

type Shown = 'qr' | 'embed' | 'delete'

function useRenewed<T>(mutationFn: () => Promise<T>, done?: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: formsQuery.queryKey })
      done?.()
    },
  })
}

/** What can be done with a form. */
export function FormMenu({ form, onEdit }: { form: FormInfo; onEdit: () => void }) {
  const { t } = useTranslation()
  const may = useMay('sources')
  const [shown, show] = useState<Shown | null>(null)
  const params = { path: { id: form.id } }
  const close = useRenewed(() => call(api.PATCH('/v1/forms/{id}', { params, body: { closed: !form.closedAt } })))
  const copy = useRenewed(() => {
    const name = t('forms.copyName', { name: form.name, interpolation: { escapeValue: false } }).slice(0, 80)
    return call(api.POST('/v1/forms', { body: { name, branch: form.branch, page: form.page } }))
  })
  const failed = close.error ?? copy.error
  return (
    <>
      <Menu position="bottom-end" width={210}>
        <Menu.Target>
          <button type="button" className="btn i" aria-label={`${t('common.more')}: ${form.name}`}>
            <Icon name="dots" />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component="a" href={form.url} target="_blank" rel="noreferrer" leftSection={<Icon name="link" />}>
            {t('forms.open')}
          </Menu.Item>
          <Menu.Item
            component="a"
            href={form.preview}
            target="_blank"
            rel="noreferrer"
            leftSection={<Icon name="eye" />}
          >
            {t('forms.preview')}
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="print" />} onClick={() => show('qr')}>
            {t('forms.qr')}
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="website" />} onClick={() => show('embed')}>
            {t('forms.embed')}
          </Menu.Item>
          {may && (
            <>
              <Menu.Divider />
              <Menu.Item leftSection={<Icon name="edit" />} onClick={onEdit}>
                {t('forms.edit')}
              </Menu.Item>
              <Menu.Item leftSection={<Icon name="copy" />} onClick={() => copy.mutate()}>
                {t('forms.duplicate')}
              </Menu.Item>
              <Menu.Item leftSection={<Icon name={form.closedAt ? 'play' : 'pause'} />} onClick={() => close.mutate()}>
                {t(form.closedAt ? 'forms.reopen' : 'forms.close')}
              </Menu.Item>
              <Menu.Item leftSection={<Icon name="trash" />} onClick={() => show('delete')}>
                {t('forms.delete')}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {failed && (
        <p className="bad" role="alert">
          {explain(failed, t)}
        </p>
      )}
      <Modal
        opened={shown !== null}
        onClose={() => show(null)}
        title={t(shown === 'delete' ? 'forms.deleteTitle' : `forms.${shown ?? 'qr'}`)}
        size={560}
        closeButtonProps={{ 'aria-label': t('common.close') }}
        classNames={{ content: 'srcs codes forms' }}
      >
        <div className="dlg">
          <p>
            <b className="any">{form.name}</b>
          </p>
          {shown === 'qr' && (
            <>
              <p>{t('forms.qrHow')}</p>
              <PrintBar ids={[form.id]} form={form.id} />
            </>
          )}
          {shown === 'embed' && (
            <>
              <p>{t('forms.embedHow')}</p>
              <Code text={form.embed} label={t('forms.embed')} />
            </>
          )}
          {shown === 'delete' && <Delete form={form} onClose={() => show(null)} />}
        </div>
      </Modal>
    </>
  )
}

function Delete({ form, onClose }: { form: FormInfo; onClose: () => void }) {
  const { t } = useTranslation()
  const params = { path: { id: form.id } }
  const remove = useRenewed(() => call(api.DELETE('/v1/forms/{id}', { params }) as never), onClose)
  return (
    <>
      <p>{t('forms.deleteExplain')}</p>
      {remove.error && (
        <p className="bad" role="alert">
          {explain(remove.error, t)}
        </p>
      )}
      <div className="dlg-act">
        <button type="button" className="btn" onClick={onClose}>
          {t('common.cancel')}
        </button>
        <button type="button" className="btn p" disabled={remove.isPending} onClick={() => remove.mutate()}>
          {t('forms.delete')}
        </button>
      </div>
    </>
  )
}
