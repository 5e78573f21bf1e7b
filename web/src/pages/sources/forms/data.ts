import { queryOptions } from '@tanstack/react-query'
import { api, call } from '@/api/client'
import type { FormField, FormInfo, FormPage } from '@/api/types'

export const formsQuery = queryOptions({
  queryKey: ['forms'],
  queryFn: ({ signal }) => call(api.GET('/v1/forms', { signal })),
  refetchInterval: 15_000,
})

/** Kinds of fields; the first four are asked for once and need no question of the business's own. */
export const kinds = ['name', 'phone', 'email', 'birthday', 'choice', 'short', 'long'] as const
export const usual = (kind: FormField['kind']) => kinds.indexOf(kind) < 4
export const ways = ['sms', 'zalo', 'email', 'call'] as const

/** A field with an id that lasts while the form is edited. */
export type Editing = FormField & { id: number }

/** A form as it is edited: choices and benefits as lines, not tidied while somebody types. */
export interface Draft {
  name: string
  branch: string
  page: Omit<FormPage, 'fields'>
  fields: Editing[]
}

export const draftOf = (form?: FormInfo): Draft => {
  const { fields, ...page } = form?.page ?? {
    title: '',
    fields: [{ kind: 'name' as const }, { kind: 'phone' as const, required: true }],
  }
  return { name: form?.name ?? '', branch: form?.branch ?? '', page, fields: fields.map((f, id) => ({ ...f, id })) }
}

/** What is sent of a draft. */
export const bodyOf = (d: Draft) => ({
  name: d.name,
  branch: d.branch,
  page: {
    ...d.page,
    points: (d.page.points ?? []).filter((p) => p.trim()),
    fields: d.fields.map(({ id: _, ...f }) => ({ ...f, options: f.options?.filter((o) => o.trim()) })),
  },
})
