import { Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { Icon } from './Icon'
import { explain } from './parts'

// Files the server makes of what a page shows: offered where the page is, saved by the browser.

const kinds = [
  ['xlsx', 'common.xlsx'],
  ['csv', 'journeys.csv'],
  ['csv;', 'common.csvSemicolon'],
  ['parquet', 'common.parquet'],
] as const

export interface FileOf {
  /** Address without its ending. */
  path: '/v1/customers' | '/v1/touches' | '/v1/maps/{id}/sheet' | '/v1/campaigns/{id}/recipients'
  id?: string
  query?: Record<string, unknown>
  name: string
  /** What it holds, over its kinds, where a menu has several. */
  label?: string
}

export function save(name: string, blob: Blob) {
  const url = URL.createObjectURL(blob)
  const a = document.createElement('a')
  a.href = url
  a.download = name
  a.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

/** Fetches a file and saves it; what goes wrong is said. */
export function useFile() {
  const { t } = useTranslation()
  return useMutation({
    mutationFn: async ({ of, kind }: { of: FileOf; kind: string }) => {
      const ending = kind === 'csv;' ? 'csv' : kind
      const query = { ...of.query, separator: kind === 'csv;' ? 'semicolon' : undefined }
      const params = { path: { id: of.id ?? '' }, query }
      const blob = await call<Blob>(
        api.GET(`${of.path}.${ending}` as never, { params, parseAs: 'blob' } as never) as never,
      )
      save(`${of.name}.${ending}`, blob)
    },
    onError: (e) => notifications.show({ color: 'red', message: explain(e, t) }),
  })
}

/** The kinds of a file as items of a menu. */
export function FileItems({ files, get }: { files: FileOf[]; get: ReturnType<typeof useFile> }) {
  const { t } = useTranslation()
  return files.map((of) => (
    <div key={of.path} role="group" aria-label={of.label}>
      {of.label && <Menu.Label>{of.label}</Menu.Label>}
      {kinds.map(([kind, word]) => (
        <Menu.Item key={kind} disabled={get.isPending} onClick={() => get.mutate({ of, kind })}>
          {t(word)}
        </Menu.Item>
      ))}
    </div>
  ))
}

/** A button with the files of a place. */
export function FileMenu(p: { label: string; files: FileOf[]; children?: ReactNode }) {
  const get = useFile()
  return (
    <Menu position="bottom-end" width={300}>
      <Menu.Target>
        <button type="button" className="btn i" aria-label={p.label} title={p.label} disabled={get.isPending}>
          <Icon name="dl" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {p.children}
        <FileItems files={p.files} get={get} />
      </Menu.Dropdown>
    </Menu>
  )
}
