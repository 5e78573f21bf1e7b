import { Checkbox, Select, Textarea, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Icon } from '@/parts/Icon'
import { IconButton } from '@/parts/parts'
import { kinds, usual, type Editing } from './data'

type Change = (change: (fields: Editing[]) => Editing[]) => void

const mostFields = 20

/** What a form asks, in its order. */
export function FieldsEditor({ fields, change }: { fields: Editing[]; change: Change }) {
  const { t } = useTranslation()
  const add = () =>
    change((all) => [...all, { id: Math.max(-1, ...all.map((f) => f.id)) + 1, kind: 'short' as const, label: '' }])
  return (
    <fieldset className="fields">
      <legend className="lab">{t('forms.form.fields')}</legend>
      <ol>
        {fields.map((f, i) => (
          <FieldRow key={f.id} field={f} at={i} all={fields} change={change} />
        ))}
      </ol>
      <button type="button" className="btn o" onClick={add} disabled={fields.length >= mostFields}>
        <Icon name="plus" size="s" />
        {t('forms.form.add')}
      </button>
    </fieldset>
  )
}

function FieldRow({ field: f, at, all, change }: { field: Editing; at: number; all: Editing[]; change: Change }) {
  const { t } = useTranslation()
  const name = f.label || t(`forms.form.kinds.${f.kind}`)
  const set = (more: Partial<Editing>) => change((now) => now.map((x) => (x.id === f.id ? { ...x, ...more } : x)))
  const move = (by: number) => change((now) => moved(now, at, by))
  return (
    <li>
      <div className="fieldrow">
        <Select
          aria-label={`${t('forms.form.kind')} ${at + 1}`}
          allowDeselect={false}
          value={f.kind}
          onChange={(kind) => set({ kind: kind as Editing['kind'], key: undefined })}
          data={kinds.map((k) => ({
            value: k,
            label: t(`forms.form.kinds.${k}`),
            disabled: usual(k) && all.some((x) => x.kind === k && x.id !== f.id),
          }))}
        />
        <TextInput
          aria-label={`${t('forms.form.label')} ${at + 1}`}
          placeholder={t(usual(f.kind) ? `forms.form.kinds.${f.kind}` : 'forms.form.label')}
          required={!usual(f.kind)}
          maxLength={200}
          value={f.label ?? ''}
          onChange={(e) => set({ label: e.target.value })}
        />
        <Checkbox
          label={t('forms.form.required')}
          checked={!!f.required}
          onChange={(e) => set({ required: e.target.checked })}
        />
        <span className="row">
          <IconButton icon="up" label={t('forms.form.up', { name })} disabled={at === 0} onClick={() => move(-1)} />
          <IconButton
            icon="down"
            label={t('forms.form.down', { name })}
            disabled={at === all.length - 1}
            onClick={() => move(1)}
          />
          <IconButton
            icon="trash"
            label={t('forms.form.remove', { name })}
            disabled={all.length === 1}
            onClick={() => change((now) => now.filter((x) => x.id !== f.id))}
          />
        </span>
      </div>
      {f.kind === 'choice' && (
        <Textarea
          label={t('forms.form.options')}
          rows={3}
          required
          value={(f.options ?? []).join('\n')}
          onChange={(e) => set({ options: e.target.value.split('\n') })}
        />
      )}
    </li>
  )
}

/** The list with one of its rows moved by one. */
function moved(list: Editing[], at: number, by: number): Editing[] {
  const next = [...list]
  const [one] = next.splice(at, 1)
  if (one) next.splice(at + by, 0, one)
  return next
}
