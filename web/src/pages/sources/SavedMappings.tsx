import { Menu, Modal, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { ImportMapping, MappingInfo } from '@/api/types'
import { Icon } from '@/parts/Icon'
import { explain } from '@/parts/parts'
import type { Mapped } from './ImportColumns'

const mappingsQuery = queryOptions({
  queryKey: ['import-mappings'],
  queryFn: ({ signal }) => call(api.GET('/v1/import-mappings', { signal })),
})

/** A saved mapping, of the columns that this file has, too. */
const fitted = (m: ImportMapping, columns: string[]): ImportMapping => ({
  ...m,
  columns: Object.fromEntries(Object.entries(m.columns).filter(([, c]) => columns.includes(c))),
})

/** Mappings that were given a name: used, saved, deleted. */
export function SavedMappings({ preview, mapping, set }: Mapped) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [naming, name] = useState(false)
  const all = useQuery(mappingsQuery).data ?? []
  const columns = preview.columns ?? []
  const remove = useMutation({
    mutationFn: (m: MappingInfo) =>
      call(api.DELETE('/v1/import-mappings/{id}', { params: { path: { id: m.id } } }) as never),
    onSettled: () => client.invalidateQueries({ queryKey: mappingsQuery.queryKey }),
    onError: (e) => notifications.show({ color: 'red', message: explain(e, t) }),
  })
  return (
    <>
      <Menu position="bottom-end" width={300}>
        <Menu.Target>
          <button type="button" className="btn o">
            <Icon name="copy" size="s" />
            {t('sources.mappings.open')}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {all.map((m) => (
            <div className="row" key={m.id}>
              <Menu.Item onClick={() => set(fitted(m.mapping, columns))}>{m.name}</Menu.Item>
              <Menu.Item
                w="auto"
                closeMenuOnClick={false}
                aria-label={t('sources.mappings.delete', { name: m.name })}
                onClick={() => remove.mutate(m)}
              >
                <Icon name="trash" size="s" />
              </Menu.Item>
            </div>
          ))}
          {all.length === 0 && <Menu.Label>{t('sources.mappings.none')}</Menu.Label>}
          <Menu.Divider />
          <Menu.Item onClick={() => name(true)}>{t('sources.mappings.save')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={naming}
        onClose={() => name(false)}
        title={t('sources.mappings.save')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <Name columns={columns} mapping={mapping} done={() => name(false)} />
      </Modal>
    </>
  )
}

function Name({ columns, mapping, done }: { columns: string[]; mapping: ImportMapping; done: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [name, set] = useState('')
  const save = useMutation({
    mutationFn: () => call(api.POST('/v1/import-mappings', { body: { name, columns, mapping } })),
    onSuccess: async () => {
      done()
      notifications.show({ message: t('sources.mappings.saved', { name }) })
      await client.invalidateQueries({ queryKey: mappingsQuery.queryKey })
    },
  })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    save.mutate()
  }
  return (
    <form onSubmit={submit} className="dlg">
      <p>{t('sources.mappings.hint')}</p>
      <TextInput
        label={t('sources.mappings.name')}
        value={name}
        onChange={(e) => set(e.currentTarget.value)}
        maxLength={80}
        data-autofocus
        error={save.error ? explain(save.error, t) : undefined}
      />
      <div className="dlg-act">
        <button type="button" className="btn" onClick={done}>
          {t('common.cancel')}
        </button>
        <button type="submit" className="btn p" disabled={save.isPending || !name.trim()}>
          {t('sources.mappings.save')}
        </button>
      </div>
    </form>
  )
}
