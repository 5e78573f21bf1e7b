import { Checkbox, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import type { FormInfo } from '@/api/types'
import { explain } from '@/parts/parts'
import { bodyOf, draftOf, formsQuery, ways, type Draft } from './data'
import { FieldsEditor } from './FieldsEditor'

/** Makes a form, or changes one that is there. */
export function FormEditor({ form, onClose }: { form?: FormInfo; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [draft, setDraft] = useState<Draft>(() => draftOf(form))
  const save = useMutation({
    mutationFn: () =>
      form
        ? call(api.PATCH('/v1/forms/{id}', { params: { path: { id: form.id } }, body: bodyOf(draft) }))
        : call(api.POST('/v1/forms', { body: bodyOf(draft) })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: formsQuery.queryKey })
      onClose()
    },
  })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    save.mutate()
  }
  const set = (page: Partial<Draft['page']>) => setDraft((d) => ({ ...d, page: { ...d.page, ...page } }))
  return (
    <form className="dlg" onSubmit={submit}>
      <div className="half">
        <TextInput
          label={t('forms.form.name')}
          placeholder={t('forms.form.nameExample')}
          required
          maxLength={80}
          value={draft.name}
          onChange={(e) => setDraft({ ...draft, name: e.target.value })}
          data-autofocus
        />
        <TextInput
          label={t('forms.form.branch')}
          maxLength={80}
          value={draft.branch}
          onChange={(e) => setDraft({ ...draft, branch: e.target.value })}
        />
      </div>
      <Words page={draft.page} set={set} />
      <FieldsEditor fields={draft.fields} change={(change) => setDraft((d) => ({ ...d, fields: change(d.fields) }))} />
      <After page={draft.page} set={set} />
      {save.error && (
        <p className="bad" role="alert">
          {explain(save.error, t)}
        </p>
      )}
      <div className="dlg-act">
        <button type="button" className="btn" onClick={onClose}>
          {t('common.cancel')}
        </button>
        <button type="submit" className="btn p" disabled={save.isPending}>
          {t(form ? 'common.save' : 'forms.form.go')}
        </button>
      </div>
    </form>
  )
}

interface Part {
  page: Draft['page']
  set: (page: Partial<Draft['page']>) => void
}

/** What stands above the fields. */
function Words({ page, set }: Part) {
  const { t } = useTranslation()
  return (
    <>
      <TextInput
        label={t('forms.form.headline')}
        placeholder={t('forms.form.headlineExample')}
        required
        maxLength={120}
        value={page.title}
        onChange={(e) => set({ title: e.target.value })}
      />
      <Textarea
        label={t('forms.form.text')}
        maxLength={1000}
        autosize
        minRows={2}
        maxRows={8}
        value={page.text ?? ''}
        onChange={(e) => set({ text: e.target.value })}
      />
      <Textarea
        label={t('forms.form.points')}
        rows={3}
        value={(page.points ?? []).join('\n')}
        onChange={(e) => set({ points: e.target.value.split('\n') })}
      />
    </>
  )
}

/** What is asked and said beside the fields: consent, thanks, where to go on to. */
function After({ page, set }: Part) {
  const { t } = useTranslation()
  return (
    <>
      <Checkbox.Group
        label={t('forms.form.consents')}
        value={page.consents ?? []}
        onChange={(consents) => set({ consents: consents as Draft['page']['consents'] })}
      >
        <div className="row ways">
          {ways.map((w) => (
            <Checkbox key={w} value={w} label={t(`preferences.by.${w}`)} />
          ))}
        </div>
      </Checkbox.Group>
      {(page.consents ?? []).length > 0 && (
        <Textarea
          label={t('forms.form.agreement')}
          description={t('forms.form.agreementHint')}
          maxLength={1000}
          autosize
          minRows={1}
          maxRows={6}
          value={page.agreement ?? ''}
          onChange={(e) => set({ agreement: e.target.value })}
        />
      )}
      <TextInput
        label={t('forms.form.thanks')}
        maxLength={1000}
        placeholder={t('formPage.thanks')}
        value={page.thanks ?? ''}
        onChange={(e) => set({ thanks: e.target.value })}
      />
      <TextInput
        label={t('forms.form.address')}
        description={t('qr.form.addressHint')}
        type="url"
        maxLength={500}
        value={page.address ?? ''}
        onChange={(e) => set({ address: e.target.value.trim() })}
      />
    </>
  )
}
