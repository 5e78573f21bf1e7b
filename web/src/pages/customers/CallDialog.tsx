import { Modal, SegmentedControl, Select, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ApiError, call } from '@/api/client'
import type { CustomerProfile } from '@/api/types'
import { explain } from '@/parts/parts'
import { useSession } from '@/session'
import { callTouch, directions, emptyCall, outcomes, spoken, typedMinutes, type Outcome } from '@/staff/call'
import type { Tile, Touch } from '@/staff/store'
import { newID } from './newID'
import '../settings/settings.css' // of the dialogs

/** Writes a telephone call with a customer down, in the words that telephone systems' own files use. */
export function CallDialog({
  customer,
  opened,
  onClose,
}: {
  customer: CustomerProfile
  opened: boolean
  onClose: () => void
}) {
  const { t } = useTranslation()
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('customers.call.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ content: 'set' }}
    >
      {opened && <CallForm customer={customer} onClose={onClose} />}
    </Modal>
  )
}

function CallForm({ customer, onClose }: { customer: CustomerProfile; onClose: () => void }) {
  const { t } = useTranslation()
  const [form, setForm] = useState<Form>({ ...emptyCall, outcome: 'answered' })
  const { calls = [] } =
    useQuery({ queryKey: ['staff'], queryFn: ({ signal }) => call(api.GET('/v1/staff', { signal })) }).data ?? {}
  const write = useWrite(customer, onClose)
  return (
    <form
      className="dlg"
      onSubmit={(e) => {
        e.preventDefault()
        write.mutate(callTouch(form, calls))
      }}
    >
      <Fields form={form} calls={calls} change={(more) => setForm((f) => ({ ...f, ...more }))} />
      {write.error && (
        <p className="bad" role="alert">
          {explain(write.error, t)}
        </p>
      )}
      <div className="dlg-act">
        <button type="button" className="btn o" onClick={onClose}>
          {t('common.cancel')}
        </button>
        <button type="submit" className="btn p" disabled={write.isPending}>
          {t('customers.call.write')}
        </button>
      </div>
    </form>
  )
}

type Form = Parameters<typeof callTouch>[0]

/** Writes the call down; asked for twice, it is one. */
function useWrite(customer: CustomerProfile, onClose: () => void) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const session = useSession()
  const [id] = useState(newID)
  return useMutation({
    mutationFn: async (what: Partial<Touch>) => {
      const at = new Date().toISOString()
      const touches = [{ id, at, customer: customer.id, ...what }]
      const body = { user: session!.user!.id, workspace: session!.workspace!.id, sentAt: at, touches }
      const [result] = await call(api.POST('/v1/staff/touches', { body }))
      if (result?.state === 'refused') throw new ApiError(422, t(`refusal.${result.reason}`))
    },
    onSuccess: async () => {
      notifications.show({ message: t('customers.call.written') })
      onClose()
      await client.invalidateQueries({ queryKey: ['customer', customer.id] })
    },
  })
}

function Fields({ form, calls, change }: { form: Form; calls: Tile[]; change: (more: Partial<Form>) => void }) {
  const { t } = useTranslation()
  return (
    <>
      <SegmentedControl
        fullWidth
        aria-label={t('staff.call.direction')}
        value={form.direction}
        onChange={(v) => change({ direction: v as Form['direction'] })}
        data={directions.map((d) => ({ value: d, label: t(`staff.call.dir.${d}`) }))}
      />
      <Select
        label={t('staff.call.outcome')}
        allowDeselect={false}
        value={form.outcome}
        onChange={(v) => change({ outcome: v as Outcome })}
        data={outcomes.map((o) => ({ value: o, label: t(`staff.call.${o}`) }))}
      />
      {spoken(form.outcome) && calls.length > 1 && (
        <Select
          label={t('staff.call.about')}
          clearable
          value={form.tile ?? null}
          onChange={(v) => change({ tile: v ?? undefined })}
          data={calls.map((c) => ({ value: c.id, label: c.label }))}
        />
      )}
      {spoken(form.outcome) && (
        <TextInput
          label={t('staff.call.minutes')}
          inputMode="decimal"
          maxLength={5}
          value={form.minutes}
          onChange={(e) => change({ minutes: typedMinutes(e.currentTarget.value) })}
        />
      )}
      <TextInput
        label={t('staff.note')}
        maxLength={1000}
        value={form.note}
        onChange={(e) => change({ note: e.currentTarget.value })}
      />
    </>
  )
}
